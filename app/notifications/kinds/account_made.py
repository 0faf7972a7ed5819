"""Somebody made an account for a person, who is told how to sign in.

The mail leads to where a sign-in link is asked for: such a link works for ten minutes, and this mail may be read days
later. Whoever makes an account on the console gets a link there, and no mail.
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.events import AccountMade
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.accounts import seen_people
from app.notifications.types import NoticeRow, SeenSubject, SubjectType, Topic
from app.policy.actor import SYSTEM

PERSON = Subject(SubjectType.PERSON, seen_people, lambda: _("Something happened to an account that is not yours."))


def _recipients(_session: Session, event: AccountMade) -> frozenset[int]:
    """Return the person, unless the console made the account."""
    return frozenset() if event.by_id == SYSTEM.person_id else frozenset({event.person_id})


def _link(_row: NoticeRow, _seen: SeenSubject) -> Link:
    """Lead to where a sign-in link is asked for."""
    return Link("accounts.ask_link", {}, _("Get a link to sign in"))


KIND = NoticeKind(
    name="account_made",
    topic=Topic.ACCOUNT,
    events=(AccountMade,),
    subject=PERSON,
    subject_id=lambda event: event.person_id,
    recipients=_recipients,
    sentence=lambda _row, _seen: _(
        "An account on Pépite has been created for you. To sign in, ask for a link by e-mail: no password is needed."
    ),
    mail_subject=lambda: _("Your account on Pépite"),
    link=_link,
    is_news=False,  # whoever reads the home page has signed in
)
