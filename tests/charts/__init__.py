"""Charts and what is drawn of them."""
