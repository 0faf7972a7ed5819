"""Tests of known issues."""
