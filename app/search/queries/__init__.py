"""Reads of the search."""
