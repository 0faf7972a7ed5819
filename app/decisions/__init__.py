"""Decisions: what the sponsor of an entity decides on a contribution, with a reason everyone can read.

Go, no-go, later, or not ours. The last decision stands; earlier ones are kept. Events: decisions.recorded.
"""
