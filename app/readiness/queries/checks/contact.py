"""Orange: nobody is named whom the people of the entity may ask, or that person holds no function there any more."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from app.accounts.models import Mandate, Person
from app.campaigns.models import Edition, EditionLocal
from app.campaigns.types import CONTACT_ROLES
from app.core.errors import N_
from app.readiness.queries.check import Check
from app.readiness.queries.checks.mandates import holds_in_edition
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink


def _judge(subject: CheckedEdition, count: int | None) -> Iterable[CheckFinding]:
    if not count:
        words = CheckWords(N_("No contact is named: people do not know whom to ask first."))
        yield CheckFinding("contact", Colour.ORANGE, words, _link(subject))


def _link(subject: CheckedEdition) -> MendLink:
    return MendLink("campaigns.local", N_("Name a contact"), {"slug": subject.slug, "code": subject.entity_code})


CHECK = Check(
    name="contact",
    ready=lambda _subject: CheckWords(N_("People know whom to ask first.")),
    link=_link,
    judge=_judge,
    of_edition=select(func.count())
    .select_from(EditionLocal)
    .join(Person, Person.id == EditionLocal.contact_id)
    .join(Mandate, Mandate.person_id == Person.id)
    .where(EditionLocal.edition_id == Edition.id, holds_in_edition(CONTACT_ROLES))
    .correlate(Edition)
    .scalar_subquery(),
)
