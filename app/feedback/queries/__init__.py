"""Reads of the feedback feature: the feed, one contribution with its conversation, and rows to change."""
