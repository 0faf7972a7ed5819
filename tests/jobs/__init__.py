"""What runs later runs at least once, what runs on time runs once, and the wheels only wake."""
