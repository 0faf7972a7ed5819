"""Merging: contributions that say the same are read as one, and can be taken apart again.

The community manager chooses which one stays. Supporters are counted once, comments and the answer follow, each author
is shown as before or not at all; whoever opens the address of the duplicate is led to the one that stays. Nothing of
the duplicate is rewritten, so that undoing restores what was and keeps what came since
(``app/feedback/service/merged.py`` carries it out).
Events: FeedbackMerged (merging.merged), MergeUndone (merging.undone).
"""
