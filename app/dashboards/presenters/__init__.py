"""Dashboards ready to print."""
