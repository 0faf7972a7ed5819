"""An entity's team, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from app.accounts.types import FUNCTION_WORDS, FUNCTIONS_NEEDED, Function
from app.entities.queries import EntityPlace
from app.i18n.formats import day, days_range, language_in_words, listed
from app.policy.actor import MODERATING_ROLES, Actor
from app.policy.check import can
from app.policy.rules import Action
from app.team.queries import TeamMember
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, read_passage
from app.web.roles import ROLE_LABELS


@dataclass(frozen=True, slots=True)
class MemberItem:
    """One mandate; an address is empty where the act is not the reader's."""

    row: Row
    name: str
    hand_over_url: str
    cover_url: str
    end_cover_url: str


@dataclass(frozen=True, slots=True)
class TeamReader:
    """Who reads the team of an entity, on which day."""

    actor: Actor
    place: EntityPlace
    today: date
    locale: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which of the functions that a local team needs are in it today, and which are not."""

    present: tuple[Function, ...]
    missing: tuple[Function, ...]


def coverage_of(members: Iterable[TeamMember], today: date) -> Coverage:
    """Return which functions the ambassadors and community managers of today have among them."""
    found = {one.function for one in members if one.role in MODERATING_ROLES and one.starts_on <= today}
    return Coverage(
        tuple(each for each in FUNCTIONS_NEEDED if each in found),
        tuple(each for each in FUNCTIONS_NEEDED if each not in found),
    )


def coverage_sentence(coverage: Coverage, locale: str) -> str:
    """Say which functions are in the team and which are not."""
    present, missing = _functions(coverage.present, locale), _functions(coverage.missing, locale)
    if not coverage.missing:
        return _("The team brings marketing, human resources and communication together.")
    if not coverage.present:
        return _(
            "Nobody in the team has said that they come from one of these departments: %(missing)s.", missing=missing
        )
    return _(
        "These departments are in the team: %(present)s. Nobody in it has said that they come from: %(missing)s.",
        present=present,
        missing=missing,
    )


def _functions(functions: Sequence[Function], locale: str) -> str:
    return listed(locale, [_(FUNCTION_WORDS[each]) for each in functions])


def member_items(members: Sequence[TeamMember], texts: Mapping[int, ReadText], reader: TeamReader) -> list[MemberItem]:
    """Return the mandates of a team, with what the reader may do about each."""
    covers: dict[int, list[TeamMember]] = {}
    for one in members:
        if one.cover_of_id is not None:
            covers.setdefault(one.cover_of_id, []).append(one)
    return [_item(one, _details(one, covers.get(one.mandate_id, []), texts, reader.locale), reader) for one in members]


def _item(one: TeamMember, details: Sequence[Passage], reader: TeamReader) -> MemberItem:
    is_cover, has_begun = one.cover_of_id is not None, one.starts_on <= reader.today
    may_cover = can(reader.actor, Action.MANDATE_COVER, one.facts)
    may_hand_over = can(reader.actor, Action.MANDATE_END, one.facts) and has_begun and not is_cover

    def address(endpoint: str) -> str:
        return url_for(endpoint, code=reader.place.code, mandate_id=one.mandate_id)

    return MemberItem(
        row=Row(
            Passage(one.name, dir="auto"),
            url="",
            details=tuple(details),
            status="" if has_begun else _("To come"),
            when=_until(one, reader.locale),
            when_iso=one.ends_on.isoformat() if one.ends_on else "",
        ),
        name=one.name,
        hand_over_url=address("team.hand_over_one") if may_hand_over else "",
        cover_url=address("team.cover") if may_cover and has_begun and not is_cover else "",
        end_cover_url=address("team.end_one_cover") if may_cover and is_cover else "",
    )


def _details(
    one: TeamMember, covers: Sequence[TeamMember], texts: Mapping[int, ReadText], locale: str
) -> list[Passage]:
    """Return what a mandate is, and who stands in when."""
    found = [Passage(str(ROLE_LABELS[one.role]))]
    if one.campaign_text_id is not None:
        found.append(read_passage(texts.get(one.campaign_text_id, EMPTY)))
    if one.languages:
        languages = listed(locale, [language_in_words(locale, code) for code in one.languages])
        found.append(Passage(languages[:1].upper() + languages[1:]))
    if one.function is not None:
        found.append(Passage(_(FUNCTION_WORDS[one.function])))
    if one.cover_of_id is not None:
        found.append(Passage(_("Stands in for %(name)s", name=one.covered_name or "")))
    found += [
        Passage(
            _("%(name)s stands in: %(days)s", name=each.name, days=days_range(locale, each.starts_on, each.ends_on))
        )
        for each in covers
        if each.ends_on is not None
    ]
    return found


def _until(one: TeamMember, locale: str) -> str:
    if one.ends_on is None:
        return _("No last day")
    if one.cover_of_id is not None:
        return days_range(locale, one.starts_on, one.ends_on)
    return _("Until %(day)s", day=day(locale, one.ends_on))


def mandate_in_words(member: TeamMember, locale: str) -> str:
    """Say whose mandate it is, which one, and until when."""
    role = str(ROLE_LABELS[member.role])
    if member.ends_on is None:
        return _("%(name)s · %(role)s", name=member.name, role=role)
    return _("%(name)s · %(role)s until %(day)s", name=member.name, role=role, day=day(locale, member.ends_on))
