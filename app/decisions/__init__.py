"""Decisions: what the sponsor of an entity decides on a contribution, with a reason everyone can read.

Go, no-go, later, or not ours. A decision moves the contribution's handling. The last decision stands; earlier
ones are kept. Events: DecisionRecorded (decisions.recorded).
"""
