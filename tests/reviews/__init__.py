"""Tests of review sessions."""
