"""Declarative base, column types, engine and the transaction helper. Knows no feature."""
