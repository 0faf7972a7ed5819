"""Use cases of themes."""
