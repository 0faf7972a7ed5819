"""Reads of what an entity adds to a campaign: words of its own, the variant tested there, a contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.accounts.queries import holders_of
from app.accounts.types import PersonStatus
from app.campaigns.models import Edition, EditionLocal
from app.campaigns.queries.rows import EditionRow
from app.campaigns.types import CONTACT_ROLES
from app.core import clock
from app.policy.actor import Actor, Role
from app.policy.check import require, require_sight
from app.policy.rules import Action
from app.texts.queries import TextState, text_states


@dataclass(frozen=True, slots=True)
class LocalRow:
    """What an edition adds to its campaign. The contact has a name only as long as they hold a function there."""

    text_id: int | None = None
    variant: str = ""
    contact_id: int | None = None
    version: int = 0  # 0: nothing was added yet
    contact: str = ""
    role: Role | None = None  # of the contact

    @property
    def text_ids(self) -> tuple[int, ...]:
        """The text to read, if there is one."""
        return () if self.text_id is None else (self.text_id,)


@dataclass(frozen=True, slots=True)
class LocalWritten:
    """The same in each language of the entity, for who writes it; whom one may name as the contact."""

    locales: tuple[str, ...]  # the one it is written in first comes first
    row: LocalRow
    states: dict[str, TextState]
    offered: dict[int, tuple[str, Role]] = field(default_factory=dict)


def local_of(session: Session, actor: Actor, edition: EditionRow) -> LocalRow:
    """Return what an edition adds. One statement.

    :raises NotFound: the actor may not see the edition
    """
    return locals_of(session, actor, [edition])[edition.id]


def locals_of(session: Session, actor: Actor, editions: Iterable[EditionRow]) -> dict[int, LocalRow]:
    """Return what each edition adds, by edition; of one that adds nothing too. One statement.

    :raises NotFound: the actor may not see one of them
    """
    found: dict[int, LocalRow] = {}
    for edition in editions:
        require_sight(actor, Action.CAMPAIGN_VIEW, edition.facts)
        found[edition.id] = LocalRow()
    holds_there = and_(
        Mandate.person_id == Person.id,
        Mandate.role.in_(CONTACT_ROLES),
        or_(Mandate.entity_id.is_(None), Mandate.entity_id == Edition.entity_id),
        or_(Mandate.campaign_id.is_(None), Mandate.campaign_id == Edition.campaign_id),
        Mandate.in_force_on(clock.today()),  # as rights are
    )
    rows = session.execute(
        select(
            EditionLocal.edition_id, EditionLocal.text_id, EditionLocal.variant, EditionLocal.contact_id,
            EditionLocal.version, Person.name, Mandate.role,
        )
        .join(Edition, Edition.id == EditionLocal.edition_id)
        .outerjoin(Person, and_(Person.id == EditionLocal.contact_id, Person.status == PersonStatus.ACTIVE))
        .outerjoin(Mandate, holds_there)
        .where(EditionLocal.edition_id.in_(found))
    ).all()  # fmt: skip
    # Somebody who holds several functions there is named once, by the first of them: the last one written stays.
    for row in sorted(rows, key=lambda row: _rank(row.role), reverse=True):
        named = (row.name, row.role) if row.role else ("", None)
        found[row.edition_id] = LocalRow(row.text_id, row.variant, row.contact_id, row.version, *named)
    return found


def _rank(role: Role | None) -> int:
    return CONTACT_ROLES.index(role) if role else len(CONTACT_ROLES)


def local_written(session: Session, actor: Actor, edition: EditionRow) -> LocalWritten:
    """Return what an edition adds, in each language of its entity. Four statements at most.

    :raises Forbidden: the actor writes no editions
    """
    require(actor, Action.EDITION_WRITE, edition.facts)
    row = local_of(session, actor, edition)
    locales = tuple(dict.fromkeys((edition.default_locale, *edition.locales)))
    states = text_states(session, actor, row.text_ids, locales) if row.text_ids else ()
    offered = contacts_offered(session, actor, edition.entity_id, edition.campaign_id)
    return LocalWritten(locales, row, {state.locale: state for state in states}, offered)


def contacts_offered(session: Session, actor: Actor, entity_id: int, campaign_id: int) -> dict[int, tuple[str, Role]]:
    """Return who can be named as the contact of an edition, with the function they hold, by name. One statement."""
    holders = holders_of(session, actor, CONTACT_ROLES, clock.today(), [entity_id])
    there = [each for each in holders if each.grant.covers(entity_id, campaign_id)]
    ordered = sorted(there, key=lambda each: (each.name, -CONTACT_ROLES.index(each.grant.role)))
    return {each.person_id: (each.name, each.grant.role) for each in ordered}
