"""An entity starts to take part in a campaign: everybody who works there is told, once for each edition.

They are mailed too, each once and in their language: most employees come to Pépite for the first time because of such a
mail. Who has joined by then gets none. The mails leave some at a time: sign-in links do not wait behind them.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.campaigns.events import EditionOpened
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.editions import SeenEdition, employees_of, seen_editions
from app.notifications.types import NoticeRow, SubjectType, Topic
from app.policy.actor import SYSTEM

EDITION = Subject(
    SubjectType.EDITION, seen_editions, lambda: _("A campaign opened in your entity; you no longer have access to it.")
)


def _link(_row: NoticeRow, seen: SeenEdition) -> Link:
    """Lead to the campaign."""
    return Link("home.campaign", {"slug": seen.slug}, _("See how to take part"))


KIND = NoticeKind(
    name="edition_opened",
    topic=Topic.CAMPAIGNS,
    events=(EditionOpened,),
    subject=EDITION,
    subject_id=lambda event: event.edition_id,
    recipients=lambda session, event: employees_of(session, SYSTEM, event.entity_id, event.edition_id),
    sentence=lambda _row, _seen: _("A campaign has opened in your entity. You decide whether to take part."),
    mail_subject=lambda: _("A campaign has opened in your entity"),
    link=_link,
    is_over=lambda seen: seen.has_joined,
    once=lambda event: str(event.edition_id),
)
