"""What pages of themes print."""
