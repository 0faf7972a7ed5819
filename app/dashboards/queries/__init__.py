"""Reads of the dashboards: the summaries that pages show, and the truth that figures are checked against."""
