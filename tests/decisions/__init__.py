"""Decisions of sponsors."""
