"""Languages of the interface: which one a person reads, how dates and numbers look in it."""
