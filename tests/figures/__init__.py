"""Figures: what is recorded is what the rows say."""
