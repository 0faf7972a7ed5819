"""A campaign's page: what is left to do, whether one takes part, and what has come in so far."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.figures import people_note
from app.campaigns.queries import CampaignRow
from app.campaigns.types import EditionStatus
from app.enrolment.queries import MyStanding
from app.enrolment.types import PENDING, EnrolmentStatus, Participation
from app.feedback.queries.feed import FeedRow
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.i18n import formats
from app.missions.queries import MissionRow
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action

WORDS_SHOWN = 3  # contributions on a campaign's page


def participation_of(actor: Actor, campaign: CampaignRow, mine: MyStanding | None) -> Participation:
    """Return how the reader stands to a campaign; ``mine``: what they asked for there."""
    edition = campaign.edition
    if edition is not None and edition.status is EditionStatus.CLOSED:
        return Participation.CLOSED
    if campaign.id in actor.enrolled_in:
        return Participation.ENROLLED
    if edition is None:
        return Participation.ELSEWHERE
    if mine is not None and mine.status in PENDING:
        return Participation.PENDING
    if mine is not None and mine.status is EnrolmentStatus.DECLINED:
        return Participation.DECLINED
    return Participation.CAN_ENROL if can(actor, Action.ENROL, edition.facts) else Participation.NOT_NOW


def in_several_languages(rows: Sequence[FeedRow]) -> list[FeedRow]:
    """Return a few contributions, the newest first, from as many languages as there are."""
    first = {row.language: row for row in reversed(rows)}
    chosen = sorted(first.values(), key=rows.index)[:WORDS_SHOWN]
    chosen += [row for row in rows if row not in chosen][: WORDS_SHOWN - len(chosen)]
    return sorted(chosen, key=rows.index)


def progress_label(missions: Sequence[MissionRow]) -> str:
    """Say how far the reader is; nobody else sees it."""
    done = sum(mission.is_done for mission in missions)
    return str(
        ngettext(
            "%(done)s\u00a0of %(num)s\u00a0mission done",
            "%(done)s\u00a0of %(num)s\u00a0missions done",
            len(missions),
            done=done,
        )
    )


def people_sentences(locale: str, figures: Figures | None) -> tuple[str, ...]:
    """Say to the local team how many joined and how many have begun: never who, and no number when they are few."""
    if figures is None:
        return ()
    joined, active = figures.of_people(FigureName.JOINED), figures.of_people(FigureName.ACTIVE)
    if joined is None:
        return (_("Too few people have joined where you work to publish a figure without exposing somebody."),)
    return (
        _("%(count)s\u00a0people or more have joined where you work.", count=formats.number(locale, joined)),
        _("%(count)s\u00a0people or more have taken part at least once.", count=formats.number(locale, active))
        if active is not None
        else _(
            "How many have begun is not shown: there are too few people to publish a figure without exposing somebody."
        ),
        people_note(locale),
    )
