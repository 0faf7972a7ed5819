"""Contributions that say the same are merged, and taken apart."""
