"""Mail: subject, text and HTML of one message in one template, in the reader's language."""
