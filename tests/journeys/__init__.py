"""Whole stories, through the pages and the worker."""
