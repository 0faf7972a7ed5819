"""Moderation: the queue of what waits, and the decisions taken on it.

A moderator publishes, publishes and trusts the author, sends back with a question, or hides with a
reason; the main act is the question. A moderator never decides on their own contribution. Every
decision is kept. Events: moderation.published, moderation.sent_back, moderation.hidden.
"""
