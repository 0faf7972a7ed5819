"""A campaign in two entities with something to report on, and the worker that builds."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.actions.service import ActionInput, plan_action
from app.campaigns.models import Edition
from app.core import clock
from app.dashboards.service import rebuild_figures
from app.decisions.models import Decision
from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Feedback
from app.feedback.types import Verdict
from app.files.models import StoredFile
from app.jobs.run import run_due
from app.moderation.service import publish_case
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Actor, Role
from app.questions.types import AnswerCell, PartRole
from app.registry import HANDLERS, JOBS
from app.reports.models import ReportFile, StoredReport
from app.reports.service import ReportWish, ask_report
from app.reports.types import ReportFormat
from app.results.service import EntryInput, ResultsInput, draft_entry, draft_results, publish_results
from tests.dashboards.world import staff
from tests.factories.accounts import actor_for, make_entity
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.factories.questionnaires import make_questionnaire, make_wave
from tests.moderation.world import World, make_world
from tests.questionnaires.answered import ask, send_response

HOSTILE = "=HYPERLINK(1)\u202e <b>x</b>"
ALL = frozenset({ReportFormat.XLSX, ReportFormat.CSV, ReportFormat.JSON})  # that take no time to write


@dataclass(frozen=True, slots=True)
class Scene:
    """The campaign, its other entity, and whoever asks."""

    world: World
    abroad: Edition
    team: Person  # of the central team
    decision: Decision

    @property
    def slug(self) -> str:
        """Name the campaign in addresses."""
        return self.world.campaign.slug

    @property
    def central(self) -> Actor:
        """Return the central team's actor."""
        return actor_for(self.team, Role.CENTRAL_TEAM)


def decide(session: Session, world: World, key: str, verdict: Verdict = Verdict.GO) -> tuple[Feedback, Decision]:
    """Publish a contribution and decide on it."""
    case = world.send(session, title=f"Title {key}", body=f"Some words about {key}, and a few more.")
    publish_case(session, world.actor(world.manager), case.id, case.version)
    choice = DecisionInput(verdict, f"It is so because of {key}.", key[0] * 64)
    return case, record_decision(session, world.actor(world.sponsor), case.id, choice)


def make_scene(session: Session, *, answers: int = 6, cards: int = 24) -> Scene:
    """Save a campaign with contributions, answers, decisions, an action and a results page."""
    world, team = make_world(session), staff(session, Role.CENTRAL_TEAM)
    abroad = make_edition(session, campaign=world.campaign, entity=make_entity(session, name="Kreditwerk"))
    for number in range(cards):
        made = make_feedback(session, edition=world.edition, author=world.author, title=f"Card {number}")
        made.due_on, made.answered_at, made.is_answered_in_time = clock.today(), made.created_at, number % 3 > 0
    _case, decision = decide(session, world, "a")
    decide(session, world, "b", Verdict.NO_GO)
    due = ActionInput("Ask once", world.colleague.email, clock.today(), "", "Calls", "calls", 120.0, 60.0)
    plan_action(session, world.actor(world.sponsor), decision.id, due)
    _results(session, world, team, decision)
    questionnaire = make_questionnaire(session, campaign=world.campaign, title=HOSTILE)
    scale = ask(session, questionnaire, "scale", (PartRole.END, "Not at all"), (PartRole.END, "Very much"))
    text = ask(session, questionnaire, "long_text", prompt="What else?")
    wave = make_wave(session, questionnaire=questionnaire)
    for _ in range(answers):
        said = {scale.id: (AnswerCell(number=4),), text.id: (AnswerCell(words="Shorter, please."),)}
        send_response(session, (wave, world.edition), said)
    session.flush()
    rebuild_figures(session, SYSTEM)
    session.commit()
    return Scene(world, abroad, team, decision)


def _results(session: Session, world: World, team: Person, decision: Decision) -> None:
    slug, manager = world.campaign.slug, world.actor(world.manager)
    words = ResultsInput({"en": "Here is what became of it."}, (decision.id,), shows_figures=True, version=0)
    draft_results(session, manager, slug, words)
    draft_entry(session, manager, slug, decision.id, EntryInput({"en": "One code too many."}, {}, 1))
    publish_results(session, actor_for(team, Role.CENTRAL_TEAM), slug, 2, "")


def work(session: Session) -> None:
    """Deliver and do all that waits."""
    with other_session(session) as another:
        deliver_waiting(another, HANDLERS)
    while run_due(lambda: Session(session.connection(), join_transaction_mode="create_savepoint"), JOBS):
        pass
    session.expire_all()


@contextmanager
def other_session(session: Session) -> Iterator[Session]:
    """Yield a session beside the one of the test."""
    with Session(session.connection(), join_transaction_mode="create_savepoint", expire_on_commit=False) as another:
        yield another


def build(
    session: Session, scene: Scene, *, entity: str = "", locale: str = "en", formats: frozenset[ReportFormat] = ALL
) -> StoredReport:
    """Ask for a report and let it be built."""
    report = ask_report(session, scene.central, scene.slug, ReportWish(entity, locale, formats))
    work(session)
    session.refresh(report)
    return report


def bytes_of(app: Flask, session: Session, report: StoredReport, kind: ReportFormat) -> bytes:
    """Return a file of a report as it lies in the storage."""
    key = session.scalars(
        select(StoredFile.key)
        .join(ReportFile, ReportFile.file_id == StoredFile.id)
        .where(ReportFile.report_id == report.id, ReportFile.format == kind)
    ).one()
    data: bytes = app.extensions["storage"].get(key)
    return data


def data_of(content: bytes) -> dict[str, Any]:
    """Return the data of a JSON report."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        data: dict[str, Any] = json.loads(archive.read("report.json"))
    return data
