"""HTTP glue: request context, who is signed in, forms base, error pages, headers, template loading."""
