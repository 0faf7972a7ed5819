"""Images are cleaned, files are kept and forgotten."""
