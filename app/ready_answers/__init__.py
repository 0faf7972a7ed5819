"""Ready answers: words that a community manager writes once and answers many contributions with.

One belongs to an entity, for all its campaigns or for one, and is written in several languages. In the form of an
answer its words are put where somebody types, in the language of the contribution; they are edited there before anybody
reads them. Events: none.
"""
