"""The team of an entity: who holds which mandate and until when, what it covers, who stands in for whom.

Everybody who works in the entity reads it. A mandate is handed over in one act, with what its holder left open; whoever
holds one lets a colleague stand in for some days. The mandates themselves, and their rules, are those of ``accounts``.
Events: none of its own.
"""
