"""Reads of themes."""
