"""Private questions, and questions to an author nobody names."""
