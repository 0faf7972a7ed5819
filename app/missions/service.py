"""Use cases of missions."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, selectinload

from app.campaigns.models import Campaign, campaign_products
from app.core import clock
from app.core.errors import ChangedMeanwhile, FormUsed, NotFound
from app.db.lock import locked
from app.db.session import transaction, unique
from app.figures.weeks import is_settled
from app.journal.record import record
from app.missions.errors import (
    AlreadyDone,
    MissionDatesReversed,
    MissionRecalled,
    ProductNotTested,
    RecallWithoutReason,
    SourceMissing,
    StepInUse,
    TooManySteps,
)
from app.missions.events import MissionFinished, MissionStopped
from app.missions.models import Mission, MissionDone, MissionStep
from app.missions.queries import facts_at_mission
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.safeguards.queries import MissionProducts
from app.safeguards.service import require_safeguards
from app.texts.models import AuthoredText
from app.texts.write import are_source_words, change_text, new_text

MAX_STEPS = 12
Words = Mapping[str, str]  # locale → words

# The table of contributions belongs to a feature above: it is named, not imported.
_USED_STEPS = sql("SELECT DISTINCT step_id FROM feedback WHERE mission_id = :mission_id AND step_id IS NOT NULL")


@dataclass(frozen=True, slots=True)
class StepInput:
    """One step as it should be: without an id it is new, without words it goes."""

    titles: Words
    step_id: int | None = None

    @property
    def is_gone(self) -> bool:
        """Whether nothing is written, in any language."""
        return not any(self.titles.values())


@dataclass(frozen=True, slots=True)
class MissionInput:
    """A mission as it should be. A step that is not named stays as it is: somebody else has just added it."""

    minutes: int  # expected, 1 to 240
    title: Words
    body: Words
    steps: tuple[StepInput, ...]
    opens_on: date | None = None
    closes_on: date | None = None
    product_id: int | None = None  # that is tried in it
    submission_key: str | None = None  # of the form that creates it
    version: int = 1  # that it was written against
    is_correction: bool = False  # the words mean what they meant: translations stay right


def create_mission(session: Session, actor: Actor, campaign_id: int, data: MissionInput) -> Mission:
    """Add a mission at the end of a campaign; the same words sent again give the same mission.

    :raises FormUsed: the same form was sent before with other words
    :raises SourceMissing: a text is not written in the campaign's own language
    :raises ProductNotTested: the campaign does not test that product
    """
    facts = Facts(campaign_id=campaign_id)
    require(actor, Action.MISSION_WRITE, facts)
    with transaction(session):
        campaign = locked(session, Campaign, campaign_id)
        source = campaign.source_locale
        _check(data, source)
        _check_product(session, campaign_id, data)
        known = _made_before(session, campaign, data)
        if known is not None:
            return known
        last = session.scalar(select(func.max(Mission.number)).where(Mission.campaign_id == campaign_id))
        mission = Mission(
            campaign_id=campaign_id,
            number=(last or 0) + 1,
            title_text_id=new_text(session, actor, source, _written(data.title)),
            body_text_id=new_text(session, actor, source, _written(data.body)),
            minutes=data.minutes,
            opens_on=data.opens_on,
            closes_on=data.closes_on,
            product_id=data.product_id,
            submission_key=data.submission_key,
        )
        session.add(mission)
        session.flush()  # its steps point to it
        _add_steps(session, actor, mission, [step for step in data.steps if not step.is_gone])
        record(session, actor, "missions.created", ("mission", mission.id, facts), {"number": mission.number})
        return mission


def change_mission(session: Session, actor: Actor, mission_id: int, data: MissionInput) -> Mission:
    """Change a mission, its words in each language and its steps.

    :raises NotFound: there is no such mission
    :raises SourceMissing: a text is not written in the campaign's own language
    :raises ProductNotTested: the campaign does not test that product
    :raises StepInUse: a step to be removed is named by contributions
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    mission = session.get(Mission, mission_id)
    if mission is None:
        raise NotFound
    require(actor, Action.MISSION_WRITE, mission.facts)
    with transaction(session):
        mission = locked(session, Mission, mission_id)
        source = session.get_one(AuthoredText, mission.title_text_id).source_locale
        _check(data, source)
        _check_product(session, mission.campaign_id, data)
        frame = (data.minutes, data.opens_on, data.closes_on, data.product_id)
        has_changed = (mission.minutes, mission.opens_on, mission.closes_on, mission.product_id) != frame
        mission.minutes, mission.opens_on, mission.closes_on, mission.product_id = frame
        has_changed |= change_text(session, actor, mission.title_text_id, data.title, is_correction=data.is_correction)
        has_changed |= change_text(session, actor, mission.body_text_id, data.body, is_correction=data.is_correction)
        has_changed |= _change_steps(session, actor, mission, data)
        if not has_changed:
            return mission  # the same form twice is one change
        if mission.version != data.version:
            raise ChangedMeanwhile
        mission.version += 1
        record(session, actor, "missions.changed", ("mission", mission.id, mission.facts))
        return mission


def recall_mission(session: Session, actor: Actor, mission_id: int, reason: str) -> None:
    """Recall a mission at once: nobody goes on with it, nothing is sent about it, and what was sent is not changed.

    Everybody who takes part is told why. Twice is once; the first reason stays.

    :raises NotFound: there is no such mission
    :raises RecallWithoutReason: nobody would know why
    """
    _set_recalled(session, actor, mission_id, clock.today(), reason.strip())


def allow_mission(session: Session, actor: Actor, mission_id: int) -> None:
    """Let people go on with a mission that was recalled; the reason stays with it, and in the journal.

    :raises NotFound: there is no such mission
    """
    _set_recalled(session, actor, mission_id, None, "")


def tick_mission(session: Session, actor: Actor, mission_id: int) -> None:
    """Note, for the actor alone, that the mission is done; once or twice is the same.

    :raises MissionRecalled: it has been recalled
    :raises SafeguardsMissing, SafeguardsNotAttested: the actor has not confirmed what they may do with its product
    """
    with transaction(session), contextlib.suppress(AlreadyDone):
        require(actor, Action.MISSION_TICK, facts_at_mission(session, actor, mission_id))
        mission = mission_that_stays(session, actor, mission_id)
        require_safeguards(session, actor, MissionProducts(mission.campaign_id, mission.product_id))
        tick = _own_tick_for_update(session, actor, mission_id)
        if tick is None:
            with unique(session, AlreadyDone):
                session.add(MissionDone(person_id=actor.person_id, mission_id=mission_id, done_on=clock.today()))
        elif tick.undone_on is None:
            raise AlreadyDone
        else:
            if is_settled(tick.undone_on):
                tick.done_on = clock.today()
            tick.undone_on = None
        publish(session, MissionFinished(mission_id=mission_id, person_id=actor.person_id), day_only=True)


def mission_that_stays(session: Session, actor: Actor, mission_id: int) -> Mission:
    """Return a mission as it is now, inside the caller's transaction: a recall waits for its end. Many do so at once.

    :raises NotFound: there is no such mission, or it is out of sight
    :raises MissionRecalled: it has been recalled
    """
    with transaction(session):
        mission = session.get(Mission, mission_id, with_for_update={"read": True}, populate_existing=True)
        if mission is None:
            raise NotFound
        require_sight(actor, Action.MISSION_VIEW, mission.facts)
        if mission.recalled_on is not None:
            raise MissionRecalled
        return mission


def untick_mission(session: Session, actor: Actor, mission_id: int) -> None:
    """Take the actor's own tick away; nothing happens when there is none.

    One that was counted stays until the week is over: else a count would fall at once, and tell who did it.
    """
    require(actor, Action.MISSION_TICK, facts_at_mission(session, actor, mission_id))
    with transaction(session):
        tick = _own_tick_for_update(session, actor, mission_id)
        if tick is None or tick.undone_on is not None:
            return
        if is_settled(tick.done_on):
            tick.undone_on = clock.today()
        else:
            session.delete(tick)


def _own_tick_for_update(session: Session, actor: Actor, mission_id: int) -> MissionDone | None:
    return session.scalars(
        select(MissionDone)
        .where(MissionDone.person_id == actor.person_id, MissionDone.mission_id == mission_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _set_recalled(session: Session, actor: Actor, mission_id: int, day: date | None, reason: str) -> None:
    with transaction(session):
        mission = locked(session, Mission, mission_id)
        require(actor, Action.MISSION_WRITE, mission.facts)
        if day is not None and not reason:
            raise RecallWithoutReason
        if (mission.recalled_on is None) is (day is None):
            return
        mission.recalled_on = day
        act, details = "missions.allowed", {"number": str(mission.number)}
        if day is not None:
            mission.recall_reason, act = reason, "missions.recalled"
            details["reason"] = reason
            publish(session, MissionStopped(mission.id, mission.campaign_id))
        record(session, actor, act, ("mission", mission.id, mission.facts), details)


def _made_before(session: Session, campaign: Campaign, data: MissionInput) -> Mission | None:
    """Return the mission that these very words made already, of this form or of another one."""
    source = campaign.source_locale
    alike = (
        Mission.minutes == data.minutes,
        Mission.opens_on.is_not_distinct_from(data.opens_on),
        Mission.closes_on.is_not_distinct_from(data.closes_on),
        Mission.product_id.is_not_distinct_from(data.product_id),
    )
    of_form = Mission.submission_key == data.submission_key
    for mission in session.scalars(
        select(Mission)
        .options(selectinload(Mission.steps))
        .where(Mission.campaign_id == campaign.id, or_(of_form, and_(*alike)))
    ):
        words = {mission.title_text_id: data.title[source], mission.body_text_id: data.body[source]}
        words |= {step.title_text_id: new.titles[source] for step, new in zip(mission.steps, data.steps, strict=False)}
        if len(mission.steps) == len(data.steps) and are_source_words(session, words):
            return mission
        if data.submission_key and mission.submission_key == data.submission_key:
            raise FormUsed
    return None


def _check(data: MissionInput, source: str) -> None:
    texts = [data.title, data.body, *(step.titles for step in data.steps if not step.is_gone)]
    if not all(text.get(source) for text in texts):
        raise SourceMissing
    if len(data.steps) > MAX_STEPS:
        raise TooManySteps(maximum=MAX_STEPS)
    if data.opens_on and data.closes_on and data.closes_on < data.opens_on:
        raise MissionDatesReversed


def _check_product(session: Session, campaign_id: int, data: MissionInput) -> None:
    tested = campaign_products.c.campaign_id == campaign_id, campaign_products.c.product_id == data.product_id
    if data.product_id is not None and session.scalar(select(campaign_products.c.product_id).where(*tested)) is None:
        raise ProductNotTested


def _written(words: Words) -> Words:
    return {locale: value for locale, value in words.items() if value}


def _add_steps(session: Session, actor: Actor, mission: Mission, steps: list[StepInput], first: int = 1) -> None:
    source = session.get_one(AuthoredText, mission.title_text_id).source_locale
    for number, step in enumerate(steps, start=first):
        text_id = new_text(session, actor, source, _written(step.titles))
        session.add(MissionStep(mission_id=mission.id, number=number, title_text_id=text_id))


def _change_steps(session: Session, actor: Actor, mission: Mission, data: MissionInput) -> bool:
    """Remove, renumber and add steps; each keeps its own text, and so its translations. Tell whether any changed."""
    stored = session.scalars(
        select(MissionStep).where(MissionStep.mission_id == mission.id).order_by(MissionStep.number)
    ).all()
    steps = data.steps
    named = {step.step_id: step for step in steps if step.step_id is not None}
    gone = [row for row in stored if row.id in named and named[row.id].is_gone]
    _remove_steps(session, mission, gone)
    kept = [row for row in stored if row not in gone]
    has_changed = bool(gone)
    for number, row in enumerate(kept, start=1):
        row.number = number
        session.flush()  # one at a time, downwards: no two steps ever hold one number
        if row.id in named:
            titles = named[row.id].titles
            has_changed |= change_text(session, actor, row.title_text_id, titles, is_correction=data.is_correction)
    known = {row.id for row in stored}
    added = [step for step in steps if step.step_id not in known and not step.is_gone]
    if len(kept) + len(added) > MAX_STEPS:
        raise TooManySteps(maximum=MAX_STEPS)
    _add_steps(session, actor, mission, added, first=len(kept) + 1)
    return has_changed or bool(added)


def _remove_steps(session: Session, mission: Mission, gone: list[MissionStep]) -> None:
    if not gone:
        return
    used = set(session.scalars(_USED_STEPS, {"mission_id": mission.id}))
    for step in gone:
        if step.id in used:
            raise StepInUse(number=step.number)
    session.execute(delete(MissionStep).where(MissionStep.id.in_([step.id for step in gone])))
    session.execute(delete(AuthoredText).where(AuthoredText.id.in_([step.title_text_id for step in gone])))
