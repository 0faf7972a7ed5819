"""What a moderator can decide."""

from __future__ import annotations

from enum import StrEnum

IN_ENTITY = "entity"  # as a form says that trust reaches every campaign of the entity


class Outcome(StrEnum):
    """What a moderator decided."""

    PUBLISHED = "published"
    PUBLISHED_AND_TRUSTED = "published_and_trusted"
    SENT_BACK = "sent_back"
    HIDDEN = "hidden"
    CHANGE_REFUSED = "change_refused"  # readers keep the version of before


class QueueReason(StrEnum):
    """Why a contribution is in the queue."""

    FIRST_TIME = "first_time"  # nobody has decided on it
    ANSWERED = "answered"  # sent back, and its author replied or changed it
    MENDED = "mended"  # hidden, and its author replied or changed it
    CHANGE = "change"  # published; the change waits
    CHANGED = "changed"  # published; the change is visible already
    COMMENT = "comment_waits"  # published; a comment to it waits
    UNREAD = "unread"  # published at once; nobody has looked at it
    REPORTED = "reported"  # published; readers reported it, or one of its comments
    SECOND_LOOK = "second_look"  # hidden; its author asks that somebody else look at it
    SENT_BACK = "sent_back"  # its author's turn
    UNANSWERED = "unanswered"  # published; the team has not answered yet


class QueueView(StrEnum):
    """Which part of the queue is shown."""

    WAITING = "waiting"
    REPORTED = "reported"
    SECOND_LOOK = "second-look"
    LATE = "late"
    SENT_BACK = "sent-back"
    UNANSWERED = "unanswered"  # published, without the team's answer; for those who answer


class ReportReason(StrEnum):
    """Why a reader reports a contribution or a comment."""

    PERSON = "person"  # directed against somebody
    DATA = "data"  # of a customer or colleague
    CONFIDENTIAL = "confidential"  # must stay confidential
    SUBJECT = "subject"  # not about the campaign
    OTHER = "other"


class ReportOutcome(StrEnum):
    """What became of what a reader reported."""

    ACTED = "acted"  # no longer shown
    KEPT = "kept"  # it stays


class NoteAudience(StrEnum):
    """Who reads a note."""

    TEAM = "team"  # who moderates there; of what its author signs, the entity's sponsor too
    CENTRAL = "central"  # and the central team


class Assigned(StrEnum):
    """Whose cases the queue shows."""

    MINE = "mine"
    NOBODY = "nobody"
