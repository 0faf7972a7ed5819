"""What stands in mails about notices: the seal that stops them, and what keeps those of one thing together."""

from __future__ import annotations

from app.core import idents
from app.core.seals import seal_of, sealed, unsealed
from app.notifications.types import STOPPABLE, SubjectType, Topic

_STOP = b"pepite: stop mails "
_THREAD = b"pepite: thread "
EVERYTHING = "all"


def mail_stop_token(secret: str, person_id: int, topic: Topic | None = None) -> str:
    """Return what the link in a mail carries by which its reader stops a topic, or all that can be stopped.

    It comes from the installation's secret, so it is stored nowhere; it does not sign anybody in.
    """
    name = f"{idents.encode(person_id)}.{topic.value if topic else EVERYTHING}"
    return sealed(secret, _STOP, name)


def mail_stopped_by(secret: str, token: str) -> tuple[int, Topic | None] | None:
    """Return whose mails a token stops, and which topic, ``None`` for all; no pair: nobody made it here."""
    name = unsealed(secret, _STOP, token)
    if name is None:
        return None
    person, _dot, what = name.partition(".")
    if what != EVERYTHING and what not in STOPPABLE:
        return None  # a topic of another release
    return idents.decode(person), None if what == EVERYTHING else Topic(what)


def thread_name(secret: str, person_id: int, subject_type: SubjectType, subject_id: int) -> str:
    """Return what all mails to one person about one thing share; it says nothing of either."""
    return seal_of(secret, _THREAD, f"{person_id} {subject_type} {subject_id}")[:32]
