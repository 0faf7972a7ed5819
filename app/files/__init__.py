"""Files people send: images are decoded, cleaned and re-encoded before anything is stored."""
