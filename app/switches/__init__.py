"""Switches: functions that could watch a person, off until an entity's sponsor or an administrator switches them on.

Every such function is a line of ``SWITCHES`` (``types.py``): what it does, which data it uses, and the test that proves
that it does nothing while it is off. The one question is ``is_on`` (``queries.py``). Whoever works in the entity, and
who speaks for them, reads the state and its history: who, when, why. Nothing of the history is ever changed.
"""
