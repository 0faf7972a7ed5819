"""Rules are in force for every competitor's product, in the countries of the edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from app.core.errors import N_
from app.policy.actor import Actor
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, InCountry, MendLink
from app.safeguards.queries import SheetLack, sheets_lacking


def _read(session: Session, actor: Actor, subjects: Sequence[CheckedEdition]) -> Mapping[int, tuple[SheetLack, ...]]:
    return sheets_lacking(session, actor, [subject.edition_id for subject in subjects])


def _judge(_subject: CheckedEdition, lacking: Iterable[SheetLack]) -> Iterable[CheckFinding]:
    for lack in lacking:
        words = CheckWords(
            N_("What testers may and may not do with %(product)s in this country is not approved: %(country)s."),
            values={"product": lack.product_name, "country": InCountry(lack.place.country)},
        )
        values = {"product_code": lack.place.code, "country": lack.place.country.lower()}
        yield CheckFinding(
            "safeguards", Colour.RED, words, MendLink("safeguards.sheet", N_("See the safeguards"), values)
        )


CHECK = Check(
    name="safeguards",
    ready=lambda _subject: CheckWords(N_("Rules are in force for every competitor’s product.")),
    link=lambda _subject: MendLink("safeguards.sheets", N_("See the safeguards")),
    judge=_judge,
    read=_read,
)
