"""Themes: what the contributions of a campaign are about, in words of every language.

A theme belongs to a campaign and is given to its contributions by hand. A suggestion says which words a contribution
shares with those that have the theme; one that is refused does not come back. A job
proposes groups, of which somebody makes themes.
No event of its own; it follows FeedbackMerged and MergeUndone, so that a theme stays where the words are read.
"""
