"""Reports to take away: what a campaign brought, as a table, data, slides or paper, built in the background.

Rules: asked for by the central team, and by the sponsors of an entity for that entity; only whoever asked opens one,
while they still may, for a week. All formats print one content (``queries/content.py``), read with the asker's sight
and the masking of the pages, so that a figure is the same everywhere. Nobody's name stands in a report. What is taken
back from a campaign takes its reports with it. Each download is in the journal.
"""
