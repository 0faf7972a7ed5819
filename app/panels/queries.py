"""Reads of variant panels: the list, and what each variant gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import campaign_by_slug
from app.core import clock
from app.core.errors import NotFound
from app.missions.models import Mission
from app.panels.models import Panel, PanelVariant
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.masking import threshold_of
from app.policy.rules import Action
from app.questionnaires.models import Questionnaire, Wave
from app.questionnaires.queries.read import QuestionRow, question_rows
from app.questionnaires.queries.several import number_of, tallies_of
from app.questionnaires.queries.summary import readable_editions
from app.questions.kinds import KINDS
from app.questions.summary import Score
from app.texts.queries import ReadText, texts_of


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A comparison in a list."""

    id: int
    name: str
    set_up_on: date


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant: its mission, the wave in which it is asked, and how many answers are told of it."""

    mission_id: int
    number: int
    title_text_id: int
    wave_id: int
    answers: int


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A question, and what each variant gave; ``None``: too few answered."""

    row: QuestionRow
    numbers: tuple[Score | None, ...]


@dataclass(frozen=True, slots=True)
class PanelResults:
    """A comparison with all that is told of it."""

    id: int
    slug: str
    name: str
    seed: str  # nobody's to know before the end: with who joined when, it tells who saw which variant
    least_answers: int
    ends_on: date | None
    rule: str
    set_up_on: date
    threshold: int
    until: date | None  # Monday of the last week that is counted
    variants: tuple[VariantRow, ...]
    lines: tuple[PanelLine, ...]
    texts: Mapping[int, ReadText]
    questionnaire_title_id: int

    @property
    def is_over(self) -> bool:
        """Tell whether what ends it has come: enough answers of each variant, or its last day."""
        enough = all(each.answers >= self.least_answers for each in self.variants)
        return enough or (self.ends_on is not None and self.ends_on < clock.today())


def panels_of(session: Session, actor: Actor, campaign_id: int) -> tuple[PanelRow, ...]:
    """Return the comparisons of a campaign, the newest first. Two statements.

    :raises NotFound: nothing of them is for the actor
    """
    if not readable_editions(session, actor, campaign_id):
        raise NotFound
    rows = session.execute(
        select(Panel.id, Panel.name, Panel.set_up_on)
        .where(Panel.campaign_id == campaign_id)
        .order_by(Panel.set_up_on.desc(), Panel.id)
    )
    return tuple(PanelRow(*row) for row in rows)


def asked_in_missions(session: Session, actor: Actor, campaign_id: int) -> Mapping[int, int]:
    """Return the questionnaires that missions of a campaign ask, each with its title. One statement."""
    require(actor, Action.PANEL_WRITE, Facts(campaign_id=campaign_id))
    rows = session.execute(
        select(Questionnaire.id, Questionnaire.title_text_id)
        .join(Wave, Wave.questionnaire_id == Questionnaire.id)
        .where(Questionnaire.campaign_id == campaign_id, Wave.mission_id.is_not(None))
        .distinct()
        .order_by(Questionnaire.id)
    )
    return {row[0]: row[1] for row in rows}


def panel_results(session: Session, actor: Actor, slug: str, panel_id: int) -> PanelResults:
    """Return a comparison, its numbers as the summaries of its missions tell them. Twelve statements.

    :raises NotFound: there is none, or it is not for the actor
    """
    campaign = campaign_by_slug(session, actor, slug)
    editions = readable_editions(session, actor, campaign.id)
    panel = session.get(Panel, panel_id)
    if panel is None or panel.campaign_id != campaign.id or not editions:
        raise NotFound
    found = session.execute(
        select(Mission.id, Mission.number, Mission.title_text_id, Wave.id)
        .join(PanelVariant, PanelVariant.mission_id == Mission.id)
        .join(Wave, (Wave.mission_id == Mission.id) & (Wave.questionnaire_id == panel.questionnaire_id))
        .where(PanelVariant.panel_id == panel_id)
        .order_by(Mission.number, Wave.id)
    ).all()
    threshold = threshold_of(campaign.min_group)
    ids = [row[3] for row in found]
    tallies, until = tallies_of(session, actor, ids, [edition.id for edition in editions], threshold)
    variants = tuple(
        VariantRow(*row, max((tally.n for (wave_id, _asked), tally in tallies.items() if wave_id == row[3]), default=0))
        for row in found
    )
    asked = question_rows(session, actor, panel.questionnaire_id)
    lines = []
    for row in asked:
        if KINDS[row.question.kind].compared_by is None:
            continue
        of_each = (tallies.get((wave_id, row.question.id)) for wave_id in ids)
        lines.append(PanelLine(row, tuple(number_of(row.question, tally) for tally in of_each)))
    title_id = session.scalars(
        select(Questionnaire.title_text_id).where(Questionnaire.id == panel.questionnaire_id)
    ).one()
    words = (
        title_id, *(each.title_text_id for each in variants), *(text for line in lines for text in line.row.text_ids),
    )  # fmt: skip
    return PanelResults(
        panel.id, slug, panel.name, panel.seed, panel.least_answers, panel.ends_on, panel.rule, panel.set_up_on,
        threshold, until, variants, tuple(lines), texts_of(session, actor, words, campaign.default_locale), title_id,
    )  # fmt: skip
