"""Words that many contributions are answered with."""
