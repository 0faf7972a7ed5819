"""The home page, one's own contributions and a campaign's page, ready to print."""
