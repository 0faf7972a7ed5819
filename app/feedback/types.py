"""Kinds and states of contributions and comments."""

from __future__ import annotations

from enum import StrEnum

TITLE_MAX_CHARS = 140  # as people write it
IMPORTED_TITLE_MAX_CHARS = 290  # what was written elsewhere may be longer
BODY_MAX_CHARS = 4_000  # as people write it
STORED_BODY_MAX_CHARS = 6_000  # what was written elsewhere may be longer; also of a comment


class Kind(StrEnum):
    """What a contribution is."""

    PROBLEM = "problem"
    IDEA = "idea"
    PRAISE = "praise"
    QUESTION = "question"
    UNSORTED = "unsorted"  # imported without one; the form never offers it


OFFERED_KINDS = tuple(kind for kind in Kind if kind is not Kind.UNSORTED)


class State(StrEnum):
    """Who may read a contribution (moderation)."""

    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    SENT_BACK = "sent_back"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Handling(StrEnum):
    """What becomes of a contribution."""

    NEW = "new"
    TO_INVESTIGATE = "to_investigate"
    KNOWN = "known"
    SELECTED = "selected"
    DECIDED = "decided"
    DONE = "done"
    NOT_KEPT = "not_kept"


DECIDED_STATES = frozenset({Handling.DECIDED, Handling.DONE, Handling.NOT_KEPT})  # "decided" of the figures


class Verdict(StrEnum):
    """What a sponsor decides on a contribution."""

    GO = "go"
    NO_GO = "no_go"
    LATER = "later"
    NOT_OURS = "not_ours"


class CommentRole(StrEnum):
    """What a comment is in the conversation."""

    COMMENT = "comment"
    QUESTION = "question"  # a moderator's, when sending back: author and moderators only
    REPLY_TO_QUESTION = "reply_to_question"  # the author's, likewise


class CommentState(StrEnum):
    """Who may read a comment."""

    WAITING = "waiting"  # for a moderator: it contains a listed word
    PUBLISHED = "published"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Sort(StrEnum):
    """The order of the feed."""

    NEWEST = "newest"
    ME_TOO = "me-too"
    UNANSWERED = "unanswered"


class ShowingKind(StrEnum):
    """How a contribution is to be shown, or what is said about it."""

    HIGHLIGHT = "highlight"  # on the page of its campaign
    NUGGET = "nugget"  # to every entity
    THANKS = "thanks"  # words to the author, public under the contribution once they agree


class Agreement(StrEnum):
    """Where the author's agreement stands."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # agreed first, then no longer
    TAKEN_BACK = "taken_back"  # by the team
