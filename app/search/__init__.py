"""Search across campaigns."""
