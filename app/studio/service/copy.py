"""A campaign written again: everything but people and what they said.

``PARTS`` names the tables that are copied, parents first. A column is copied as it is unless it points to a row that
is copied too, to a text, or is named in ``fresh``: so a column added later is copied without a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, func, insert, select
from sqlalchemy.orm import Session

from app.campaigns.errors import SlugTaken
from app.campaigns.models import Campaign
from app.campaigns.service import free_slug
from app.campaigns.types import CampaignPurpose, EditionStatus
from app.core import clock
from app.core.errors import FormUsed
from app.core.idents import new_id
from app.db.base import Base
from app.db.lock import locked
from app.db.session import transaction, unique
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.questions.types import ShowIf
from app.studio.errors import NotWrittenIn
from app.studio.service.dates import Shift
from app.texts.models import AuthoredText, Translation
from app.texts.write import are_source_words, copy_texts, new_text

Values = dict[str, Any]
Make = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class CopyInput:
    """A copy to be made. Words that are not given are those of the original."""

    title: str
    slug: str = ""  # made from the title
    source_locale: str = ""  # in which it is written first; the original's
    pitch: str = ""
    description: str = ""
    purpose: CampaignPurpose = CampaignPurpose.CAMPAIGN
    submission_key: str | None = None  # sent twice, it is one copy


@dataclass(frozen=True, slots=True)
class CopiedPart:
    """A table whose rows are copied with those of another one that they belong to."""

    table: str
    owner: str  # the column that points there
    fresh: Mapping[str, Make] = field(default_factory=dict)  # columns that begin anew, and with what
    days: tuple[str, ...] = ()  # columns with a day that moves on
    only: Callable[[Values], bool] = lambda _row: True

    @property
    def stored(self) -> Table:
        """The table itself."""
        return Base.metadata.tables[self.table]


def _nothing() -> None:
    """Return what a row has before anything happened to it."""


def _one() -> int:
    """Return the first version of anything."""
    return 1


_NEW = {"submission_key": _nothing, "version": _one}
PARTS = (
    CopiedPart("campaign_products", "campaign_id"),
    CopiedPart(
        "editions",
        "campaign_id",
        {"status": lambda: EditionStatus.DRAFT, "opened_at": _nothing, "closed_at": _nothing, "version": _one},
    ),
    CopiedPart("edition_entities", "edition_id"),
    CopiedPart("edition_locals", "edition_id", {"contact_id": _nothing, "version": _one}),  # people are asked anew
    CopiedPart("phases", "edition_id"),
    CopiedPart("missions", "campaign_id", {**_NEW, "recalled_on": _nothing}, ("opens_on", "closes_on")),
    CopiedPart("mission_steps", "mission_id"),
    CopiedPart("questionnaires", "campaign_id", _NEW),
    CopiedPart(
        "questions",
        "questionnaire_id",
        {**_NEW, "corrected_on": _nothing, "replaced_by_id": _nothing},
        only=lambda row: row["retired_on"] is None,  # what is asked no more is there for its answers alone
    ),
    CopiedPart("question_parts", "question_id"),
    CopiedPart("questionnaire_waves", "questionnaire_id", days=("opens_on", "closes_on")),
    CopiedPart("themes", "campaign_id", {**_NEW, "made_at": clock.now}),
    CopiedPart("known_issues", "campaign_id", {**_NEW, "published_at": clock.now}),
    CopiedPart("charters", "campaign_id", {"saved": _one}, only=lambda row: bool(row["is_in_force"])),
    CopiedPart("charter_wordings", "charter_id", {"written_on": clock.today}),
    CopiedPart("word_lists", "campaign_id"),
    CopiedPart("ready_answers", "campaign_id", _NEW),
    CopiedPart("recruitments", "edition_id", {"version": _one}),
    CopiedPart("quotas", "edition_id"),
)
OWN_WORDS = ("title", "pitch", "description")
# Columns of the campaign itself that begin anew.
FRESH: Mapping[str, Make] = {
    "frozen_at": _nothing,
    "created_at": clock.now,
    "version": _one,
}


def copy_campaign(session: Session, actor: Actor, campaign_id: int, data: CopyInput) -> Campaign:
    """Write a campaign or a template again, in preparation; the same form sent twice gives the copy again.

    Its dates move on by whole weeks, so that none begins in the past. A template has no editions: they stay behind when
    a template is made of a campaign. Some sixty statements; SQLite needs one more for each mission and questionnaire.

    :raises NotFound: no such campaign
    :raises Forbidden: only the central team does
    :raises UnreadableSlug, SlugTaken: the address cannot be had
    :raises NotWrittenIn: some of its texts lack words in the language in which the copy is written first
    :raises FormUsed: the same form was sent before with another title
    """
    require(actor, Action.CAMPAIGN_WRITE, NOTHING)
    require(actor, Action.CAMPAIGN_WRITE, Facts(campaign_id=campaign_id))
    try:
        with transaction(session):
            original = locked(session, Campaign, campaign_id)
            copying = _Copying(session, actor, original, data)
            copy = copying.run(free_slug(session, actor, data.slug, data.title))
            details = {"from": campaign_id, "purpose": data.purpose.value}
            record(session, actor, "campaigns.copy", ("campaign", copy.id, copy.facts), details)
    except SlugTaken:
        key = data.submission_key
        known = session.scalars(select(Campaign).where(Campaign.submission_key == key)).one_or_none() if key else None
        if known is None:
            raise
        if not are_source_words(session, {known.title_text_id: data.title}):
            raise FormUsed from None
        return known
    return copy


class _Copying:
    """One copy on its way: what is read, and old → new of all that is written, by table."""

    def __init__(self, session: Session, actor: Actor, original: Campaign, data: CopyInput) -> None:
        self.session, self.actor, self.original, self.data = session, actor, original, data
        self.locale = data.source_locale or original.source_locale
        self.rows: dict[str, list[Values]] = {}
        self.ids: dict[str, dict[Any, Any]] = {}
        self.texts: Mapping[int, int] = {}
        self.shift = Shift(0, {})

    def run(self, slug: str) -> Campaign:
        """Read, copy the texts, write."""
        self._read()
        self._choose_dates()
        own = {name: getattr(self.original, f"{name}_text_id") for name in OWN_WORDS}
        asked = {name: words for name in OWN_WORDS if (words := getattr(self.data, name))}
        self._copy_texts([text_id for name, text_id in own.items() if name not in asked])
        copy = self._campaign(slug, {name: self._own_text(own[name], asked.get(name)) for name in OWN_WORDS})
        with unique(self.session, SlugTaken):  # or the key: the database decides between two clicks
            self.session.add(copy)
        self.ids["campaigns"] = {self.original.id: copy.id}
        for part in PARTS:
            self._write(part)
        return copy

    def _read(self) -> None:
        """Read the rows of each table that belong to rows read before. One statement a table."""
        there: dict[str, set[Any]] = {"campaigns": {self.original.id}}
        skipped = {"editions"} if self.data.purpose is not CampaignPurpose.CAMPAIGN else set()
        for part in PARTS:
            table = part.stored
            owner = table.c[part.owner]
            target = _target(owner)
            wanted = there.get(target, set()) if part.table not in skipped else set()
            statement = select(table).where(owner.in_(wanted)).order_by(*table.primary_key)
            rows = [dict(row) for row in self.session.execute(statement).mappings()] if wanted else []
            kept = [row for row in rows if part.only(row) and _is_whole(table, row, there)]
            self.rows[part.table] = self._newest_wordings(kept) if part.table == "charter_wordings" else kept
            key = _key(table)
            there[part.table] = {row[key.name] for row in self.rows[part.table]} if key is not None else set()
            if key is not None and key.autoincrement is False and not key.foreign_keys:
                self.ids[part.table] = {number: new_id() for number in there[part.table]}

    def _newest_wordings(self, rows: Iterable[Values]) -> list[Values]:
        """Return the words in force of each charter: its version of today, the last correction in each language."""
        versions = {row["id"]: row["version"] for row in self.rows["charters"]}
        newest: dict[tuple[int, str], Values] = {}
        for row in sorted(rows, key=lambda each: int(each["revision"])):
            if row["version"] == versions[row["charter_id"]]:
                newest[row["charter_id"], row["locale"]] = row
        return list(newest.values())

    def _choose_dates(self) -> None:
        """Decide by how many weeks the dates move on."""
        days = [row[name] for part in PARTS for name in part.days for row in self.rows[part.table]]
        days += [row["starts_at"].date() for row in self.rows["phases"]]
        editions, entities = Base.metadata.tables["editions"], Base.metadata.tables["entities"]
        ids = [row["id"] for row in self.rows["editions"]]
        zones = self.session.execute(
            select(editions.c.id, entities.c.time_zone)
            .join(entities, entities.c.id == editions.c.entity_id)
            .where(editions.c.id.in_(ids))
        )
        self.shift = Shift.past_today(days, {row.id: row.time_zone for row in zones})

    def _copy_texts(self, own: Iterable[int]) -> None:
        """Store the texts again, each first in the language it was written in, or all in the one asked for."""
        wanted = {
            row[column.name]
            for part in PARTS
            for column in part.stored.c
            if _target(column) == "texts"
            for row in self.rows[part.table]
            if row[column.name] is not None
        } | set(own)
        if self.locale == self.original.source_locale:
            sources = self.session.execute(
                select(AuthoredText.id, AuthoredText.source_locale).where(AuthoredText.id.in_(wanted))
            )
            by_source: dict[str, list[int]] = {}
            for text_id, source in sources:
                by_source.setdefault(source, []).append(text_id)
        else:
            self._check_language(wanted)
            by_source = {self.locale: sorted(wanted)}
        made: dict[int, int] = {}
        for source, ids in by_source.items():
            made |= copy_texts(self.session, self.actor, ids, source)
        self.texts = made

    def _check_language(self, wanted: set[int]) -> None:
        """Refuse what is not wholly written in the language asked for."""
        written = self.session.scalar(
            select(func.count())
            .select_from(Translation)
            .where(Translation.text_id.in_(wanted), Translation.locale == self.locale)
        )
        if written != len(wanted):
            raise NotWrittenIn(count=len(wanted) - (written or 0))

    def _own_text(self, text_id: int, words: str | None) -> int:
        if words is None:
            return self.texts[text_id]
        return new_text(self.session, self.actor, self.locale, {self.locale: words})

    def _campaign(self, slug: str, texts: Mapping[str, int]) -> Campaign:
        table = Campaign.__table__
        values = {
            column.name: getattr(self.original, column.name)
            for column in table.c
            if column.name not in FRESH and not column.primary_key
        }
        values |= {name: make() for name, make in FRESH.items()}
        values |= {f"{name}_text_id": text_id for name, text_id in texts.items()}
        values |= {"slug": slug, "source_locale": self.locale, "submission_key": self.data.submission_key}
        values |= {"purpose": self.data.purpose, "more_locales": self._more_locales()}
        values |= {"decide_by": self.shift.day(self.original.decide_by)}
        values |= {"created_by_id": None if self.actor.is_system else self.actor.person_id}
        return Campaign(**values)

    def _more_locales(self) -> list[str]:
        """Return the languages beside those of its entities: a campaign begun from a template has none."""
        if self.data.purpose is CampaignPurpose.CAMPAIGN:
            return [] if self.original.purpose is not CampaignPurpose.CAMPAIGN else list(self.original.more_locales)
        written = self.session.scalars(
            select(Translation.locale).where(Translation.text_id == self.original.pitch_text_id)
        )
        return sorted({*written, *self.original.more_locales} - {self.locale})

    def _write(self, part: CopiedPart) -> None:
        """Write the rows of one table. One statement."""
        table, rows = part.stored, self.rows[part.table]
        if not rows:
            return
        key = _key(table)
        values = [self._values(part, row) for row in rows]
        if key is None or part.table not in _pointed_at():
            self.session.execute(insert(table), values)
        elif part.table in self.ids or key.foreign_keys:
            self.session.execute(insert(table), values)
            self.ids.setdefault(
                part.table, {row[key.name]: new[key.name] for row, new in zip(rows, values, strict=True)}
            )
        else:
            made = self.session.scalars(insert(table).returning(key, sort_by_parameter_order=True), values)
            self.ids[part.table] = dict(zip((row[key.name] for row in rows), made, strict=True))

    def _values(self, part: CopiedPart, row: Values) -> Values:
        """Return a row as it is in the copy."""
        made: Values = {}
        for column in part.stored.c:
            value, target = row[column.name], _target(column)
            if column.name in part.fresh:
                made[column.name] = part.fresh[column.name]()
            elif target == "texts":
                made[column.name] = self.texts.get(value)
            elif target in self.ids:
                made[column.name] = self.ids[target].get(value)
            elif column.primary_key and part.table in self.ids:
                made[column.name] = self.ids[part.table][value]
            elif column.name in part.days:
                made[column.name] = self.shift.day(value)
            elif not (column.primary_key and not column.foreign_keys):
                made[column.name] = value
        return made | self._special(part.table, row)

    def _special(self, table: str, row: Values) -> Values:
        """Return what no rule of columns says."""
        if table == "phases":
            return {
                name: self.shift.instant(row[name], row["edition_id"])
                for name in ("starts_at", "ends_at")
                if row[name] is not None  # a test may have no last day
            }
        if table == "questions":
            show_if = ShowIf.from_store(row["show_if"])
            renamed = show_if.renamed({**self.ids["questions"], **self.ids["question_parts"]}) if show_if else None
            return {"show_if": renamed.to_store() if renamed else {}}
        if table == "charters" and row["edition_id"] is None:
            return {"source_locale": self.locale}
        return {}


@cache
def _pointed_at() -> frozenset[str]:
    """Return the tables to which rows that are copied point: the numbers of their new rows are needed."""
    return frozenset(_target(column) for part in PARTS for column in part.stored.c)


def _target(column: Column[Any]) -> str:
    """Return the table that a column points to, or nothing."""
    return next((key.column.table.name for key in column.foreign_keys), "")


def _key(table: Table) -> Column[Any] | None:
    """Return the one column of a table's key, if it is one."""
    columns: Sequence[Column[Any]] = list(table.primary_key)
    return columns[0] if len(columns) == 1 else None


def _is_whole(table: Table, row: Values, there: Mapping[str, set[Any]]) -> bool:
    """Tell whether all that a row points to is copied where its table is: the wave of an edition goes with it."""
    return all(
        row[column.name] is None or row[column.name] in there[_target(column)]
        for column in table.c
        if _target(column) in there and _target(column) != table.name
    )
