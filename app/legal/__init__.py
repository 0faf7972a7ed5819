"""Legal texts of an entity: what its people are told about their data, and the terms under which they take part.

The words in work are authored texts, translated on their own page or on the bench; nobody reads them before somebody
publishes them, in all the languages that are ready. What is published is kept as wordings that never change, and a
reading points to the wording that was read. A change of meaning moves the version on, and the people of the entity are
asked again: when they sign in, or on their next page (``legal_owed`` of the actor). A privacy statement is read and
agreed to by nobody; who owes an agreement to the terms of use reads on, and writes again once they have agreed.
"""
