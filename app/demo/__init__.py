"""The demonstration world, and the import of real feedback from files. Events: none of its own."""
