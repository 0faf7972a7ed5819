"""Tests of the mission player."""
