"""Writes of the leaving feature."""
