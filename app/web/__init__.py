"""HTTP glue: request context, sign-in's only door, forms base, error pages, headers, template loading."""
