"""Mail is rendered in the reader's language, and leaves by one door."""
