"""The working calendar of an entity: its week, its hours, and the days on which nobody works.

Public holidays are taken by country and part of it, two years ahead; the entity checks and corrects them. Rules: a date
that was told stays; what is counted from then on follows the corrected calendar (``docs/decisions``). Events: none.
"""
