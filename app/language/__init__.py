"""Languages of what people write: detect one, stem words for search."""
