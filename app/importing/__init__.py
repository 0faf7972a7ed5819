"""Feedback gathered elsewhere is brought in from a file, into one edition.

A line is a contribution, or a reply to one. Each keeps the identifier it had: a file read again adds nothing twice.
What comes in is published at once, its author known to nobody; figures, counters and the campaign's contract move as
with a contribution that is sent. The journal says how many came, and from where.
"""
