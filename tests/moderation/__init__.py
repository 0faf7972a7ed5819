"""The queue and the decisions of moderators."""
