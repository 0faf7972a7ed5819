"""Reads of reports: what one holds, and which ones somebody asked for."""
