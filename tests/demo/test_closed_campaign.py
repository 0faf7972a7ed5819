"""The campaign that is over: asked before and after, decided, and read by those who took part."""

from __future__ import annotations

import json
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.queries import campaign_by_slug
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.demo.replies import REPLIES
from app.demo.timeline import CLOSING
from app.enrolment.models import Enrolment
from app.feedback.models import Comment, Feedback, MeToo, OfficialAnswer
from app.feedback.types import DECIDED_STATES
from app.home.queries import outcomes
from app.policy.actor import Actor, Grant, Role
from app.questionnaires.models import Questionnaire, Response, Wave
from app.questionnaires.queries.change import changes_since
from app.questionnaires.queries.summary import wave_summary
from app.questionnaires.types import Moment
from app.questions.kinds import KINDS
from tests.demo.conftest import CONTENT, Loaded


def edition_of(world: Session) -> Edition:
    return world.scalars(select(Edition).join(Campaign).where(Campaign.slug == CLOSING)).one()


def test_it_closed_once_all_was_said(world: Session) -> None:
    edition = edition_of(world)
    assert edition.status is EditionStatus.CLOSED
    closed_at = edition.closed_at
    assert closed_at is not None
    assert closed_at < clock.now()
    of_campaign = Feedback.campaign_id == edition.campaign_id
    for moment in (
        select(func.max(Feedback.created_at)).where(of_campaign),
        select(func.max(Comment.created_at)).join(Feedback).where(of_campaign),
        select(func.max(OfficialAnswer.created_at)).join(Feedback).where(of_campaign),
    ):
        last = world.scalar(moment)
        assert last is not None
        assert last < closed_at
    said_on = world.scalar(select(func.max(MeToo.said_on)).join(Feedback).where(of_campaign))
    assert said_on is not None
    assert said_on <= closed_at.date()
    phases = world.scalars(select(Phase).where(Phase.edition_id == edition.id).order_by(Phase.starts_at)).all()
    assert [phase.kind for phase in phases] == list(PhaseKind)
    assert all(one.ends_at == other.starts_at for one, other in pairwise(phases))
    last_end = phases[-1].ends_at
    assert last_end is not None
    assert last_end < closed_at


def test_the_same_people_answered_before_and_after(world: Session, loaded: Loaded) -> None:
    """Enough of them, so that the sponsor reads what changed between the two."""
    asked = select(Wave.moment, Wave.id).join(Questionnaire).join(Campaign).where(Campaign.slug == CLOSING)
    waves = {row.moment: row.id for row in world.execute(asked)}
    assert set(waves) == {Moment.START, Moment.END}
    people = {
        moment: set(world.scalars(select(Response.person_id).where(Response.wave_id == wave_id)))
        for moment, wave_id in waves.items()
    }
    assert len(people[Moment.START] & people[Moment.END]) > 15
    sponsor = Actor(0, None, frozenset({Grant(Role.SPONSOR, edition_of(world).entity_id)}))
    with clock.set_to(loaded.at):
        found = wave_summary(world, sponsor, CLOSING, waves[Moment.END])
        since = changes_since(world, sponsor, found)
    assert since is not None
    assert since[0] is Moment.START
    scales = {each.row.question.id for each in found.questions if each.row.question.kind in {"scale", "nps"}}
    assert set(since[1]) == scales
    assert any(each.words for each in found.questions)


def test_those_who_took_part_read_what_it_changed_and_their_part(world: Session) -> None:
    edition = edition_of(world)
    decided = select(Feedback.author_id).where(
        Feedback.campaign_id == edition.campaign_id, Feedback.handling.in_(DECIDED_STATES)
    )
    authors = {author for author in world.scalars(decided) if author is not None}
    assert len(authors) > 5
    members = world.scalars(select(Enrolment.person_id).where(Enrolment.edition_id == edition.id)).all()
    quiet = next(member for member in members if member not in authors)
    for person_id in (next(iter(authors)), quiet):
        actor = Actor(
            person_id,
            edition.entity_id,
            frozenset(),
            enrolled_in=frozenset({edition.campaign_id}),
            campaigns_open=frozenset({edition.campaign_id}),
        )
        page = outcomes(world, actor, campaign_by_slug(world, actor, CLOSING).facts)
        assert len(page) == len(world.scalars(decided).all()) > 10
        assert any(line.is_mine for line in page) is (person_id in authors)


def test_somebody_can_answer_every_kind_that_is_asked() -> None:
    written = json.loads((CONTENT / "questionnaires.json").read_text())
    asked = {
        question["kind"]
        for entry in written
        for question in entry["questions"]
        if set(entry.get("waves", ())) - {"at_end"} or "weeks" in entry or "mission" in entry
    }
    assert asked <= set(REPLIES) <= set(KINDS)
