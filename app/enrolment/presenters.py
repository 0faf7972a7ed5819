"""A campaign's page: what is left to do, whether one takes part, and what has come in so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignRow, EditionRow
from app.campaigns.types import EditionStatus
from app.enrolment.queries import ContributionCounts, MyEnrolment, PeopleCounts
from app.enrolment.types import Participation
from app.i18n import formats
from app.missions.queries import MissionRow
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.masking import add_up, shown_counter, threshold_of
from app.policy.rules import Action
from app.web.parts import Tile

NOTHING_YET = ContributionCounts(0, 0)


def participation_of(actor: Actor, campaign: CampaignRow, mine: MyEnrolment | None) -> Participation:
    """Return how the reader stands to a campaign."""
    edition = campaign.edition
    if edition is not None and edition.status is EditionStatus.CLOSED:
        return Participation.CLOSED
    if mine is not None:
        return Participation.ENROLLED
    if edition is None:
        return Participation.ELSEWHERE
    return Participation.CAN_ENROL if can(actor, Action.ENROL, edition.facts) else Participation.NOT_NOW


def counter_tiles(
    locale: str, campaigns: Sequence[CampaignRow], counts: Mapping[int, ContributionCounts], feed_url: str = ""
) -> tuple[Tile, ...]:
    """Return how many take part, how much they wrote and how much they reacted, over the editions in sight.

    ``counts``: what came in, by edition. An edition where too few people stand behind a figure stays out
    of it, so that no difference between two pages tells about them.
    """
    editions = [(edition, threshold_of(row.min_group)) for row in campaigns for edition in row.editions]
    started = [(edition, threshold) for edition, threshold in editions if edition.status is not EditionStatus.DRAFT]

    def wrote(edition: EditionRow, least: int) -> int | None:
        came_in = counts.get(edition.id, NOTHING_YET)
        return shown_counter(came_in.contributions, came_in.people, least)

    def reacted(edition: EditionRow, least: int) -> int | None:
        return shown_counter(edition.reaction_count, counts.get(edition.id, NOTHING_YET).people, least)

    return (
        _tile(locale, _("People who take part") if len(campaigns) == 1 else _("Enrolments"),
              add_up(shown_counter(e.participant_count, e.participant_count, least) for e, least in started)),
        _tile(locale, _("Contributions"), add_up(wrote(*each) for each in started), feed_url),
        _tile(locale, _("Reactions of colleagues"), add_up(reacted(*each) for each in started)),
    )  # fmt: skip


def _tile(locale: str, label: str, value: int | None, url: str = "") -> Tile:
    if value is None:
        return Tile(label, "", _("Shown once enough people have taken part."), is_masked=True)
    return Tile(label, formats.number(locale, value), "", url=url)


def effort_label(locale: str, missions: Sequence[MissionRow]) -> str:
    """Say how long everything takes; empty when there is nothing to do yet."""
    if not missions:
        return ""
    minutes = sum(mission.minutes for mission in missions)
    return str(
        ngettext(
            "%(count)s minute in all, when it suits you.",
            "%(count)s minutes in all, in one go or in several.",
            minutes,
            count=formats.number(locale, minutes),
        )
    )


def progress_label(missions: Sequence[MissionRow]) -> str:
    """Say how far the reader is; nobody else sees it."""
    done = sum(mission.is_done for mission in missions)
    return str(
        ngettext("%(done)s of %(num)s mission done", "%(done)s of %(num)s missions done", len(missions), done=done)
    )


def people_sentences(locale: str, counts: PeopleCounts | None) -> tuple[str, ...]:
    """Say to the local team how many accepted, and how many have not begun: never who, and nothing of a few."""
    if counts is None or counts.accepted is None:
        return ()
    accepted = ngettext(
        "%(count)s person has joined.", "%(count)s people have joined.", counts.accepted,
        count=formats.number(locale, counts.accepted),
    )  # fmt: skip
    if counts.not_started is None:
        return accepted, _(
            "How many have not begun yet is held back: too few people for a figure that protects each of them."
        )
    waiting = ngettext(
        "%(count)s of them has not begun yet.", "%(count)s of them have not begun yet.", counts.not_started,
        count=formats.number(locale, counts.not_started),
    )  # fmt: skip
    return accepted, waiting
