"""Reads of notifications: notices and their readers, and one module for each subject."""
