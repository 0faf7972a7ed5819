"""Results pages ready to print."""
