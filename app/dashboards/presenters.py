"""Dashboards ready to print: closure first, volume after; every figure in a whole sentence with what it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.dashboards.queries.ledger import Bar, Tally
from app.dashboards.queries.summaries import CampaignLine, EntityLine, EntitySummary, GroupSummary
from app.feedback.presenters.labels import kind_labels
from app.feedback.types import Kind
from app.figures.weeks import first_day, last_day
from app.i18n import formats
from app.i18n.locale import direction_of
from app.policy.masking import Figure, share_percent
from app.web.parts import Tile

NO_VALUE = "—"  # where there is nothing to count yet


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One bar, or one part: its text, and its length from 0 to 1 of the longest."""

    label: str
    value: int
    shown: str
    share: float = 0.0
    is_masked: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and its table."""

    id: str
    title: str
    description: str
    label_heading: str
    value_heading: str
    rows: tuple[ChartRow, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign of an entity, or an entity of the group: where it leads, and its figures as text."""

    title: str
    lang: str  # "" when it is the page's
    dir: str
    url: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """What the sentences of one page are written with."""

    locale: str
    threshold: int
    through: str  # last day counted
    days: int | None  # working days promised; None when they differ

    def number(self, value: int) -> str:
        """Write a number in the page's language."""
        return formats.number(self.locale, value)

    @property
    def masked(self) -> str:
        """The sentence under a figure that is held back."""
        return str(_("Fewer than %(count)s people.", count=self.number(self.threshold)))

    @property
    def masked_either(self) -> str:
        """The sentence under one whose complement counts people too."""
        count = self.number(self.threshold)
        return str(_("Fewer than %(count)s people have taken part, or have not.", count=count))

    def ratio(self, part: int, whole: int) -> str:
        """Write a share: in percent from twenty answers, in words under that, nothing of nothing."""
        percent = share_percent(part, whole)
        if percent is not None:
            return formats.percent(self.locale, percent)
        return self.part_of(part, whole) if whole else NO_VALUE

    def part_of(self, part: int, whole: int) -> str:
        """Write "x of y"."""
        return str(_("%(part)s of %(whole)s", part=self.number(part), whole=self.number(whole)))


@dataclass(frozen=True, slots=True)
class EntityPage:
    """The dashboard of an entity."""

    title: str
    lead: str
    closure: tuple[Tile, ...]
    volume: tuple[Tile, ...]
    weeks: Chart | None
    kinds: Chart | None
    kinds_note: str  # in place of the chart
    campaign_headings: tuple[str, ...]
    campaigns: tuple[Line, ...]

    @classmethod
    def of(cls, summary: EntitySummary, locale: str) -> EntityPage:
        """Write the page of a summary in a language."""
        writer = Writer(locale, summary.threshold, formats.day(locale, summary.through), summary.answer_within_days)
        return cls(
            title=summary.name,
            lead=_lead(writer),
            closure=_closure(summary.tally, writer),
            volume=_volume(summary.tally, writer),
            weeks=_weeks_chart(summary.bars, writer),
            kinds=_kinds_chart(summary.kinds, summary.unsplit, writer) if summary.kinds else None,
            kinds_note=str(_("Kinds are told apart once enough people stand behind each.")),
            campaign_headings=(str(_("Campaign")), *_headings()),
            campaigns=tuple(_campaign_line(line, writer) for line in summary.campaigns),
        )


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The dashboard of the group."""

    lead: str
    closure: tuple[Tile, ...]
    volume: tuple[Tile, ...]
    entity_headings: tuple[str, ...]
    entities: tuple[Line, ...]

    @classmethod
    def of(cls, summary: GroupSummary, locale: str) -> GroupPage:
        """Write the page of a summary in a language."""
        writer = Writer(locale, summary.threshold, formats.day(locale, summary.through), None)
        return cls(
            lead=_lead(writer),
            closure=_closure(summary.tally, writer),
            volume=_volume(summary.tally, writer),
            entity_headings=(str(_("Entity")), *_headings()),
            entities=tuple(_entity_line(line, writer) for line in summary.entities),
        )


def _lead(writer: Writer) -> str:
    return str(
        _(
            "Counted up to %(day)s, by whole weeks in which at least %(count)s people took part. "
            "What is held back is in no total.",
            day=writer.through,
            count=writer.number(writer.threshold),
        )
    )


def _closure(tally: Tally, writer: Writer) -> tuple[Tile, ...]:
    """Return what became of contributions: answered within the promise, decided, done."""
    labels = (str(_("Answered within the promise")), str(_("Decided")), str(_("Done")))
    if tally.contributions is None:
        return tuple(Tile(label, "", writer.masked, is_masked=True) for label in labels)
    of = tally.contributions
    notes = (_promise_note(tally, writer), _decided_note(tally.decided, of, writer), _done_note(tally.done, of, writer))
    ratios = ((tally.in_time, tally.due), (tally.decided, of), (tally.done, of))
    return tuple(
        Tile(label, writer.ratio(part, whole), note)
        for label, (part, whole), note in zip(labels, ratios, notes, strict=True)
    )


def _promise_note(tally: Tally, writer: Writer) -> str:
    if not tally.due:
        return str(_("No answer is due yet."))
    part, whole = writer.number(tally.in_time), writer.number(tally.due)
    if writer.days is None:
        return str(
            ngettext(
                "%(part)s of the %(whole)s contribution whose answer was due got it within the time promised.",
                "%(part)s of the %(whole)s contributions whose answer was due got it within the time promised.",
                tally.due,
                part=part,
                whole=whole,
            )
        )
    return str(
        ngettext(
            "%(part)s of %(whole)s contributions whose answer was due got it within %(days)s working day.",
            "%(part)s of %(whole)s contributions whose answer was due got it within %(days)s working days.",
            writer.days,
            part=part,
            whole=whole,
            days=writer.number(writer.days),
        )
    )


def _decided_note(part: int, whole: int, writer: Writer) -> str:
    return str(
        ngettext(
            "%(part)s of %(whole)s contribution was decided on: kept or not, with the reason.",
            "%(part)s of %(whole)s contributions were decided on: kept or not, with the reason.",
            whole,
            part=writer.number(part),
            whole=writer.number(whole),
        )
    )


def _done_note(part: int, whole: int, writer: Writer) -> str:
    return str(
        ngettext(
            "%(part)s of %(whole)s contribution led to something that is done.",
            "%(part)s of %(whole)s contributions led to something that is done.",
            whole,
            part=writer.number(part),
            whole=writer.number(whole),
        )
    )


def _volume(tally: Tally, writer: Writer) -> tuple[Tile, ...]:
    """Return how many take part, and how much they contributed."""
    recruited, contributions = tally.recruited or 0, tally.contributions or 0
    notes = (
        ngettext(
            "%(count)s enrolment was accepted; a person in two campaigns counts in each.",
            "%(count)s enrolments were accepted; a person in two campaigns counts in each.",
            recruited,
            count=writer.number(recruited),
        ),
        _active_note(tally, writer),
        ngettext(
            "%(count)s contribution, without those hidden or withdrawn.",
            "%(count)s contributions, without those hidden or withdrawn.",
            contributions,
            count=writer.number(contributions),
        ),
    )
    labels = (str(_("Recruited")), str(_("Active")), str(_("Contributions")))
    values = (tally.recruited, tally.active, tally.contributions)
    why = (writer.masked, writer.masked_either, writer.masked)
    return tuple(
        Tile(label, "", reason, is_masked=True) if value is None else Tile(label, writer.number(value), str(note))
        for label, value, note, reason in zip(labels, values, notes, why, strict=True)
    )


def _active_note(tally: Tally, writer: Writer) -> str:
    """Say of how many testers the active ones are; where some editions are held back, say that too."""
    count, whole = writer.number(tally.active or 0), writer.number(tally.active_of)
    if tally.active_of == (tally.recruited or 0):
        sentence = ngettext(
            "%(count)s of %(whole)s tester has taken part at least once.",
            "%(count)s of %(whole)s testers have taken part at least once.",
            tally.active_of,
            count=count,
            whole=whole,
        )
    else:
        sentence = ngettext(
            "%(count)s of %(whole)s tester has taken part, where it can be told; the rest is held back.",
            "%(count)s of %(whole)s testers have taken part, where it can be told; the rest is held back.",
            tally.active_of,
            count=count,
            whole=whole,
        )
    return str(sentence)


def _weeks_chart(bars: Sequence[Bar], writer: Writer) -> Chart | None:
    if not bars:
        return None
    rows = [
        ChartRow(
            formats.days_range(writer.locale, first_day(bar.first), last_day(bar.last)),
            bar.value,
            writer.number(bar.value),
        )
        for bar in bars
    ]
    return Chart(
        id="weeks",
        title=str(_("Contributions by week")),
        description=str(
            _(
                "Weeks are put together until at least %(count)s people took part.",
                count=writer.number(writer.threshold),
            )
        ),
        label_heading=str(_("Weeks")),
        value_heading=str(_("Contributions")),
        rows=_scaled(rows),
    )


def _kinds_chart(kinds: Sequence[Figure], unsplit: int, writer: Writer) -> Chart:
    labels = kind_labels()
    rows = [
        ChartRow(
            labels[Kind(kind.key)], 0, str(_("Held back: too few people at a time.")), is_masked=True, kind=kind.key
        )
        if kind.value is None
        else ChartRow(labels[Kind(kind.key)], kind.value, writer.number(kind.value), kind=kind.key)
        for kind in kinds
        if kind.value != 0 or kind.key != Kind.UNSORTED  # only imports leave a kind open
    ]
    if unsplit:
        rows.append(ChartRow(str(_("Not broken down by kind")), unsplit, writer.number(unsplit)))
    return Chart(
        id="kinds",
        title=str(_("Contributions by kind")),
        description=str(
            _(
                "A kind is told apart where at least %(count)s people stand behind it and behind the rest.",
                count=writer.number(writer.threshold),
            )
        ),
        label_heading=str(_("Kind")),
        value_heading=str(_("Contributions")),
        rows=_scaled(rows),
    )


def _scaled(rows: Sequence[ChartRow]) -> tuple[ChartRow, ...]:
    longest = max((row.value for row in rows), default=0) or 1
    return tuple(replace(row, share=row.value / longest) for row in rows)


def _headings() -> tuple[str, ...]:
    return (
        str(_("Answered within the promise")),
        str(_("Decided")),
        str(_("Done")),
        str(_("Recruited")),
        str(_("Contributions")),
    )


def _cells(tally: Tally, writer: Writer) -> tuple[str, ...]:
    held_back = str(_("Held back"))
    closure: tuple[str, ...] = (held_back,) * 3
    if tally.contributions is not None:
        of = tally.contributions
        pairs = ((tally.in_time, tally.due), (tally.decided, of), (tally.done, of))
        closure = tuple(writer.part_of(part, whole) if whole else NO_VALUE for part, whole in pairs)
    volume = (tally.recruited, tally.contributions)
    return (*closure, *(held_back if value is None else writer.number(value) for value in volume))


def _campaign_line(line: CampaignLine, writer: Writer) -> Line:
    title = line.title
    return Line(
        title=title.value,
        lang=title.locale,
        dir=direction_of(title.locale),
        url=url_for("feedback.feed", slug=line.slug),
        cells=_cells(line.tally, writer),
    )


def _entity_line(line: EntityLine, writer: Writer) -> Line:
    url = url_for("dashboards.entity", code=line.code)
    return Line(title=line.name, lang="", dir="auto", url=url, cells=_cells(line.tally, writer))
