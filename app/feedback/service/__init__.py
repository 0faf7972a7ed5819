"""Writes of the feedback feature: contributions, conversation, answers, moderation's moves."""
