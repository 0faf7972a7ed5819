"""Benchmarks: every floor is a ratio to a bare Flask page measured in the same run (README.md)."""
