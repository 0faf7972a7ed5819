"""Entities: the companies of the group, with their languages, time zone, working calendar and stage.

Rules: an entity's default language is one of its languages; its calendar decides what "five working
days" means there. Events: none yet.
"""
