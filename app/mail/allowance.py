"""How many mails one person may get in a week, whatever the features that ask.

The one place for this rule. Every mail that passes ``mail/deliver.py`` is counted, so a feature that tells people
through notices has nothing to do. A feature that plans messages or reminders of its own asks ``mails_left`` first, to
say beforehand how many people a message will not reach by mail.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.mail.models import Mail
from app.mail.types import MailState, Purpose

MAILS_A_WEEK = 10  # Monday to Sunday, UTC; those about the safety of an account are not counted
FOR_DIGESTS = 1  # of these, kept free for the digest that brings what did not fit


def mails_left(
    session: Session, people: Collection[int], purpose: Purpose = Purpose.NEWS, *, today: date | None = None
) -> dict[int, int]:
    """Return how many mails each person may still get this week, by person; 0 and nobody missing. One statement.

    Mails under way count, so that two features that ask at once do not both take the last place.
    """
    day = today or clock.today()
    monday = day - timedelta(days=day.weekday())
    counted = session.execute(
        select(Mail.person_id, func.count().label("number"))
        .where(
            Mail.person_id.in_(people),
            Mail.day >= monday,
            Mail.purpose != Purpose.ACCOUNT,
            Mail.state != MailState.REFUSED,
        )
        .group_by(Mail.person_id)
    )
    had = {row.person_id: row.number for row in counted}
    most = MAILS_A_WEEK if purpose is Purpose.DIGEST else MAILS_A_WEEK - FOR_DIGESTS
    return {person_id: max(0, most - had.get(person_id, 0)) for person_id in people}
