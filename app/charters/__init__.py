"""Charters: what people agree to before they take part, and the words each of them agreed to.

A campaign has one charter, with the confidentiality people accept beside it; an edition may add a text of its own.
The words in work are authored texts. What is saved is kept as a wording that never changes, and an acceptance points to
the wording that was read: whoever accepted can read it for ever. A change of meaning moves the version on, and people
are asked again before their next act (``charters_owed`` of the actor, which the permission table reads).
"""
