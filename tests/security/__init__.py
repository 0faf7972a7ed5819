"""What must not be possible, requirement by requirement."""
