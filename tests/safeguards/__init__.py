"""Tests of safeguards."""
