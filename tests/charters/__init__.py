"""Tests of charters."""
