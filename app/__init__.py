"""Pépite: the application factory."""
