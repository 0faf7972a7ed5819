"""The translation bench: every text that a campaign's pages show, in each language, and what is still to be done.

Rules: the central team and the community managers of the entities that take part translate; words drafted are read by
those alone. Who saves a translation has seen its source, so it is right for the source's words of today. Events: none.
"""
