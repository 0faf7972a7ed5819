"""Authored text in several languages: a source, translations, and the state of each.

A model points to a text by id. A text knows its source language and its version; a translation knows
from which version it was made, so one that is behind is *outdated*. Reading falls back: reader's
language, its parent, the place's default language, the source, and says which one it took.
"""
