"""Reports ready to be written, and the pages about them."""
