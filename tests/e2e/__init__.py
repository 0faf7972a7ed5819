"""A real browser drives the pages of a real server on the demonstration world."""
