"""What an entity, or a campaign, adds to moderation: words that always wait for a moderator, and rules of its own.

A contribution that contains a listed word waits, whoever its author is (``queries.held_word``); moderators read which
word it was. The rules of an entity stand on the page of the rules, below those that hold everywhere. None of it is
about a person: what is listed is compared with what is written, and nothing is kept of who wrote it.
"""
