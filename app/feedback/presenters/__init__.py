"""Contributions ready to print: every label and date is made in Python, the templates only print."""
