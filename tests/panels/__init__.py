"""Variant panels."""
