"""Feedback gathered elsewhere is brought in."""
