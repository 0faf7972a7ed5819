"""Tests of the demonstration and of the import."""
