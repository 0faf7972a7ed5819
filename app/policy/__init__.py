"""Who may do what, and which figures may be shown: the only package that answers those questions."""
