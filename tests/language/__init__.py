"""Languages are told apart, words are found in any of their forms."""
