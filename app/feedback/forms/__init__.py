"""Shape of what the browser sends. Rules live in the service."""
