"""Missions: dated scenarios with steps and expected minutes, the same in every entity.

A tester ticks a mission as done for themselves; nobody else sees it. Events: MissionFinished, MissionStopped.
"""
