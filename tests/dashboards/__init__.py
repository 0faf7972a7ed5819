"""Dashboards: the right figures, and no more than may be shown."""
