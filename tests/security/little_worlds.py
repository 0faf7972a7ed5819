"""Small communities that live some weeks through the use cases, each from a seed, and twins that differ in a secret."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from unittest.mock import patch

from flask import Flask
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition, Phase, campaign_products
from app.campaigns.service import close_edition
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.decisions.service import DecisionInput, record_decision
from app.enrolment.queries import enrolment_in
from app.enrolment.service import enrol, leave
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.service.converse import say_me_too
from app.feedback.service.handle import AnswerInput, answer_feedback, hide_feedback, publish_feedback
from app.feedback.service.revise import withdraw_feedback
from app.feedback.service.submit import FeedbackInput, submit_feedback
from app.feedback.types import OFFERED_KINDS, State, Verdict
from app.files.storage import memory_storage
from app.jobs.run import Task
from app.known_issues.service import IssueInput, publish_issue
from app.missions.queries import MissionAddress
from app.notifications.jobs import tell_waiting
from app.outbox.deliver import deliver_waiting
from app.player.service import declare_minutes, finish_step, stop_at_step
from app.policy.actor import SYSTEM, Actor, Role
from app.products.models import Product
from app.questionnaires.models import Wave
from app.questionnaires.queries.read import asked_questions
from app.questionnaires.service.respond import SendInput, TypedInput, save_answers, send_response
from app.questions.types import PartRole, field_name
from app.recruiting.file_format import ListLine
from app.recruiting.service import InviteInput, invite_people
from app.registry import HANDLERS
from app.reports.jobs import build_report
from app.reports.models import StoredReport
from app.reports.service import BUILD_JOB, ReportWish, ask_scheduled_reports, schedule_report
from app.reports.types import ReportFormat, Rhythm
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.factories.places import make_places
from tests.factories.questionnaires import make_questionnaire, make_wave
from tests.questionnaires.answered import ask
from tests.security.little_products import (
    INVITED,
    PLAYERS,
    Compared,
    compare_products,
    moment_of,
    steps_of,
    variant_of,
)

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
SLUG, TITLE = "own-app", "Own app"
LEAST = 5  # people, behind figures and behind words
WRITERS = 5  # of each entity, in each of its common languages
REGULARS = 9  # of each entity: trusted, in from the first day, heard from early on
PLACES = {  # calendars that differ: a day can tell where something comes from
    "alfa": ("Europe/Lisbon", ()),
    "beta": ("Asia/Tokyo", ("2026-03-16", "2026-03-20", "2026-03-23")),
    "gamma": ("America/New_York", ("2026-03-12", "2026-03-19", "2026-03-26")),
}
ANSWERED, MOVED = {"fill", "try"}, {"leave", "begin", "play", "stop", "invite"}
DRIFTS = (("leave",), ("leave", "join"), ("begin",), ("begin", "leave"), ())  # week by week
LOCAL = (Role.SPONSOR, Role.COMMUNITY_MANAGER, Role.AMBASSADOR)
GROUP = (Role.CENTRAL_TEAM, Role.PRODUCT_TEAM, Role.REPRESENTATIVE, Role.DPO, Role.ADMINISTRATOR)
MOMENTS = (  # when everybody looks: Wednesday and Sunday of the first week, then twice later
    START + timedelta(days=2, hours=12),
    START + timedelta(days=6, hours=22),
    START + timedelta(days=9, hours=12),
    START + timedelta(days=13, hours=22),
    START + timedelta(days=22, hours=12),
)


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does. ``about`` names a contribution; ``who`` is nobody where it is its entity's team."""

    at: datetime
    kind: str
    who: str = ""
    about: str = ""
    identity: IdentityLevel = IdentityLevel.NAMED
    language: str = "en"
    said: int = 0  # moves the marks, the minutes and the words that somebody gives


@dataclass(frozen=True, slots=True)
class Story:
    """A world's entities, how many testers each has, and what happens."""

    entities: tuple[str, ...]
    people: dict[str, int]
    acts: tuple[Act, ...]
    common: dict[str, tuple[str, ...]]  # by language: where enough people write it


def tell_story(seed: int) -> Story:
    """Make up a story: two or three entities, and three weeks of it."""
    dice = Random(seed)  # a failure must happen again
    entities = tuple(PLACES)[: 3 if seed % 2 else 2]
    common = {"en": entities, "pt": entities[:1], "it": ()}
    # with the watcher 20: whoever goes is a step
    people = {entity: REGULARS + len(DRIFTS) + PLAYERS for entity in entities}
    acts: list[Act] = []
    for entity in entities:
        acts += [Act(START + timedelta(hours=8, minutes=n), "join", f"{entity}-{n}") for n in range(people[entity])]
    acts += _untraceable(dice, "first", 2, entities)
    acts += _regulars(dice, entities, common)
    for number in range(4):
        acts += _untraceable(dice, f"nameless-{number}", dice.choice((8, 9, 10, 15)), entities)
    rare = [("it", entity) for entity in entities] + [("pt", entity) for entity in entities[1:]]
    for number, (language, entity) in enumerate(rare):
        acts += _confidential(dice, f"rare-{number}", f"{entity}-{dice.randrange(3)}", language)
    for number in range(2):  # few: all cards stand on one page
        entity = dice.choice(entities)
        acts += _confidential(dice, f"usual-{number}", f"{entity}-{dice.randrange(3)}", "en")
    acts += _drifters(dice, entities)
    acts += _answers(Random(seed), entities)
    acts += _products(Random(seed), entities)
    acts.append(Act(START + timedelta(days=20, hours=7), "close", entities[0]))
    acts += [Act(START + timedelta(days=day, hours=20, minutes=30), "hour") for day in range(22)]
    acts += [Act(START + timedelta(weeks=week, hours=6), "build-reports") for week in (1, 2, 3)]
    return Story(entities, people, tuple(acts), common)


def _regulars(dice: Random, entities: tuple[str, ...], common: dict[str, tuple[str, ...]]) -> Iterator[Act]:
    """Each regular writes with their name, in every language that is common where they work, and all is handled."""
    for entity in entities:
        for language in [language for language, places in common.items() if entity in places]:
            for number in range(REGULARS if language == "en" else WRITERS):
                at = START + timedelta(days=dice.choice((2, 3, 4)), hours=21, minutes=dice.randrange(59))
                label = f"named-{language}-{entity}-{number}"
                yield Act(at, "write", f"{entity}-{number}", label, IdentityLevel.NAMED, language)
                yield from _handling(dice, label, at, entity)


def _handling(dice: Random, label: str, at: datetime, entity: str) -> Iterator[Act]:
    """What may become of a contribution; its team acts in the name of the group where it hides its entity."""
    later = at.replace(hour=23, minute=30)
    if dice.random() < 0.5:
        yield Act(later + timedelta(days=dice.randrange(5, 9)), "answer", "", label)
    if dice.random() < 0.2:
        yield Act(later + timedelta(days=9), "decide", "", label)
    if dice.random() < 0.5:
        yield Act(later + timedelta(days=1), "me-too", f"{entity}-{dice.randrange(3, REGULARS)}", label)


def _untraceable(dice: Random, label: str, day: int, entities: tuple[str, ...]) -> Iterator[Act]:
    entity, language = dice.choice(entities), dice.choice(("en", "pt", "it"))
    at = START + timedelta(days=day, hours=dice.randrange(9, 12), minutes=dice.randrange(60))
    yield Act(at, "write", f"{entity}-{dice.randrange(REGULARS)}", label, IdentityLevel.UNTRACEABLE, language)
    yield Act(at.replace(hour=13, minute=5), "write", f"{entities[0]}-7", f"neighbour-{label}")
    published = at.replace(hour=9, minute=0) + timedelta(days=1)
    yield Act(published, "publish", "", label)
    yield from _handling(dice, label, published, entities[0])


def _confidential(dice: Random, label: str, who: str, language: str) -> Iterator[Act]:
    at = START + timedelta(days=7 + dice.randrange(6), hours=21, minutes=dice.randrange(59))
    yield Act(at, "write", who, label, IdentityLevel.CONFIDENTIAL, language)
    yield from _handling(dice, label, at, who.split("-", maxsplit=1)[0])


def _drifters(dice: Random, entities: tuple[str, ...]) -> Iterator[Act]:
    """Those who are no regulars leave, come back, begin in confidence (it waits): each at some moment of a week."""
    for entity in entities:
        for number, drift in enumerate(dice.sample(DRIFTS, len(DRIFTS)), start=REGULARS):
            who = f"{entity}-{number}"
            for week, kind in enumerate(drift, start=1):
                at = some_moment(dice, week, (0, 1))
                yield Act(at, kind, who, f"begun-{who}", IdentityLevel.CONFIDENTIAL)


def _answers(dice: Random, entities: tuple[str, ...]) -> Iterator[Act]:
    """Regulars answer the questionnaire: enough of each entity in the first week, few in the second."""
    for entity in entities:
        for number in range(REGULARS):
            week = 0 if number < LEAST + 1 else 1
            yield Act(some_moment(dice, week, (1,)), "fill", f"{entity}-{number}", language="en")


def _products(dice: Random, entities: tuple[str, ...]) -> Iterator[Act]:
    """People are invited, go through the missions, say how long they took, and answer about the product they tried."""
    newcomers = range(REGULARS + len(DRIFTS), REGULARS + len(DRIFTS) + PLAYERS)
    for entity in entities:
        for week, people in enumerate(INVITED):
            yield Act(START + moment_of(dice, week), "invite", entity, f"{entity} {people}")
        for at, kind, who in steps_of(dice, [f"{entity}-{number}" for number in (*range(REGULARS), *newcomers)]):
            yield Act(START + at, kind, who)


def some_moment(dice: Random, week: int, days: tuple[int, ...]) -> datetime:
    """Return a moment of a week, on one of these days from Monday (0)."""
    day = timedelta(weeks=week, days=dice.choice(days))
    return START + day + timedelta(hours=dice.randrange(6, 20), minutes=dice.randrange(60))


def other_hours(story: Story) -> Story:
    """Return the twin whose untraceable contributions were sent at another hour of their day: after noon."""
    return replace(story, acts=tuple(_later(act) if _is_untraceable(act) else act for act in story.acts))


def _later(act: Act) -> Act:
    return replace(act, at=act.at + timedelta(hours=7))


def _is_untraceable(act: Act) -> bool:
    return act.kind == "write" and act.identity is IdentityLevel.UNTRACEABLE


def other_secrets(story: Story, seed: int, hidden: frozenset[str], waiting: frozenset[Act]) -> Story:
    """Return the twin in which all that must not follow is otherwise.

    What hides its entity comes from another one, untraceable contributions were sent at another hour, whoever drifts
    did so at another moment of the same week, and so did whoever is invited, goes through a mission or answers a
    questionnaire, on pages in another language. The few whose answers and minutes still wait for others say something
    else.
    """
    dice = Random(seed)
    acts = []
    for told in story.acts:
        act = replace(told, said=1) if told in waiting else told
        if _is_untraceable(act):
            acts.append(_later(_from_elsewhere(story, act)))
        elif act.kind == "write" and act.about in hidden:
            acts.append(_from_elsewhere(story, act))
        elif act.kind in ANSWERED:
            at = some_moment(dice, (act.at - START).days // 7, (3, 4, 5))
            acts.append(replace(act, at=at, language="pt"))  # the language of the pages on which they answer
        elif act.kind in MOVED or (act.kind == "join" and act.at > START + timedelta(weeks=1)):
            acts.append(replace(act, at=some_moment(dice, (act.at - START).days // 7, (3, 4, 5))))
        else:
            acts.append(act)
    return replace(story, acts=tuple(acts))


def _from_elsewhere(story: Story, act: Act) -> Act:
    """Let a regular of another entity write it, of one where the language is rare if there is any."""
    entity, number = act.who.split("-")
    others = [other for other in story.entities if other != entity]
    rare = [other for other in others if other not in story.common[act.language]]
    return replace(act, who=f"{(rare or others)[0]}-{number}")


@dataclass(slots=True)
class LittleWorld:
    """A story while it is played."""

    session: Session
    story: Story
    app: Flask
    entities: dict[str, Entity] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    staff: dict[tuple[Role, str], Person] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)  # by name: the contribution's number
    campaign: Campaign | None = None
    wave: Wave | None = None
    compared: Compared | None = None
    reports: dict[tuple[str, str], int] = field(default_factory=dict)  # built by themselves, for whom, of which entity

    def begin(self) -> None:
        """Save what is there before anything happens."""
        session = self.session
        self.campaign = make_campaign(session, slug=SLUG, title=TITLE, min_group=LEAST)
        self.campaign.min_group_verbatim = LEAST
        make_mission(session, campaign=self.campaign, steps=0)
        product = Product(code="app", name="The app")
        session.add(product)
        session.flush()
        tested = {"campaign_id": self.campaign.id, "product_id": product.id}
        session.execute(insert(campaign_products).values(tested))
        for code in self.story.entities:
            zone, holidays = PLACES[code]
            entity = make_entity(session, code=code, name=code.title(), time_zone=zone, holidays=holidays)
            self.entities[code] = entity
            self.editions[code] = make_edition(session, campaign=self.campaign, entity=entity)
            for number in range(self.story.people[code]):
                name = f"{code}-{number}"
                trusted = number < REGULARS
                self.people[name] = make_person(
                    session, entity=entity, name=name, email=f"{name}@example.test", trusted=trusted
                )
            self.people[f"{code}-watcher"] = make_person(session, entity=entity, name=f"watcher of {code}")
            for role in LOCAL:
                self._hold(role, code, entity)
        for role in GROUP:
            self._hold(role, "", None)
        session.execute(update(Phase).values(ends_at=START + timedelta(days=60)))
        session.commit()
        self._ask_and_limit()
        for code in self.story.entities:
            enrol(session, self.actor(f"{code}-watcher"), self.editions[code].id)
        self._schedule_reports()

    def _schedule_reports(self) -> None:
        """Let the central team have a report of all, each sponsor one of their entity, week by week."""
        for (role, code), person in self.staff.items():
            if role in {Role.CENTRAL_TEAM, Role.SPONSOR}:
                actor = actor_for(person, role, entity=self.entities.get(code))
                wish = ReportWish(code, "en", frozenset({ReportFormat.JSON, ReportFormat.CSV}))
                schedule_report(self.session, actor, SLUG, wish, Rhythm.WEEKLY)

    def _ask_and_limit(self) -> None:
        """Ask questionnaires, limit the places to as many as there are people, and list a known issue."""
        assert self.campaign is not None
        session = self.session
        questionnaire = make_questionnaire(session, campaign=self.campaign)
        for kind in ("scale", "number", "long_text"):
            ends = [(PartRole.END, "Not at all"), (PartRole.END, "Very much")] if kind == "scale" else []
            ask(session, questionnaire, kind, *ends, prompt=f"A {kind}?")
        self.wave = make_wave(session, questionnaire=questionnaire)
        for edition in self.editions.values():
            make_places(session, edition, LEAST * 4)
        author = actor_for(self.staff[Role.PRODUCT_TEAM, ""], Role.PRODUCT_TEAM)
        words = IssueInput({"en": "The menu closes."}, {"en": "It is being looked at."})
        publish_issue(session, author, self.campaign.id, words)
        session.commit()
        self.compared = compare_products(session, author, self.campaign)

    def _hold(self, role: Role, code: str, entity: Entity | None) -> None:
        person = make_person(
            self.session, entity=entity or self.entities[self.story.entities[0]], name=f"{role} {code}"
        )
        make_mandate(self.session, person=person, role=role, entity=entity, languages=("en", "pt", "it"))
        self.staff[role, code] = person

    def actor(self, who: str) -> Actor:
        """Return a tester as the use cases know them."""
        assert self.campaign is not None
        return actor_for(self.people[who], enrolled=(self.campaign.id,))

    def team(self, role: Role, feedback: Feedback) -> Actor:
        """Return somebody of the team of a contribution's entity."""
        code = next(code for code, entity in self.entities.items() if entity.id == feedback.entity_id)
        return actor_for(self.staff[role, code], role, entity=self.entities[code])

    def play(self, act: Act) -> None:
        """Let one act happen, at its time, and what follows from it."""
        with clock.set_to(act.at), dice_of(f"{act.kind} {act.about or act.who or act.at}"):
            getattr(self, f"_{act.kind.replace('-', '_')}")(act)
            self.session.commit()
            deliver_waiting(self.session, HANDLERS)
            self.session.commit()

    def hidden(self) -> list[str]:
        """Name the confidential contributions that readers see without their entity."""
        hides = (Feedback.identity == IdentityLevel.CONFIDENTIAL, Feedback.shown_entity_id.is_(None))
        public = select(Feedback.title).where(Feedback.state == State.PUBLISHED, *hides)
        return list(self.session.scalars(public))

    def _hour(self, act: Act) -> None:
        tell_waiting(self.session, act.at)

    def _join(self, act: Act) -> None:
        enrol(self.session, self.actor(act.who), self.editions[act.who.split("-")[0]].id)

    def _fill(self, act: Act) -> None:
        assert self.wave is not None
        number = int(act.who.split("-")[1]) + act.said
        self._send(act, self.wave, (str(1 + number % 5), str(100 * number), f"The steps {number} are clear to me."))

    def _send(self, act: Act, wave: Wave, answers: tuple[str, ...]) -> None:
        actor = replace(self.actor(act.who), locale=act.language)
        rows = asked_questions(self.session, actor, wave.questionnaire_id)
        fields = {
            row.question.id: {field_name(row.question.id): [answer]} for row, answer in zip(rows, answers, strict=True)
        }
        saved = save_answers(self.session, actor, wave.id, TypedInput(fields))
        send_response(self.session, actor, wave.id, SendInput(saved.wave.row.version))

    def _invite(self, act: Act) -> None:
        week = (act.at - START).days // 7
        lines = [ListLine(n, f"guest-{week}-{n}@{act.who}.example", "") for n in range(int(act.about.split()[1]))]
        inviter = actor_for(self.staff[Role.AMBASSADOR, act.who], Role.AMBASSADOR, entity=self.entities[act.who])
        invite_people(self.session, inviter, self.editions[act.who].id, InviteInput(lines, "en", 100))

    def _play(self, act: Act, mission: int = 1) -> None:
        assert self.compared is not None
        number, mission_id = int(act.who.split("-")[1]), self.compared.missions[mission].id
        finish_step(self.session, self.actor(act.who), mission_id, 1)
        declare_minutes(self.session, self.actor(act.who), mission_id, 10 + 7 * number + 90 * act.said)

    def _stop(self, act: Act) -> None:
        assert self.compared is not None
        stop_at_step(self.session, self.actor(act.who), self.compared.missions[1].id, 1, "It closed.")

    def _try(self, act: Act) -> None:
        assert self.compared is not None
        number = variant_of(self.session, self.compared, self.people[act.who].id)
        self._play(act, number)
        self._send(act, self.compared.waves[number], (str(1 + (int(act.who.split("-")[1]) + act.said) % 7),))

    def _build_reports(self, act: Act) -> None:
        ask_scheduled_reports(self.session, SYSTEM, act.at)
        names = {person.id: person.name for person in self.staff.values()}
        codes = {entity.id: code for code, entity in self.entities.items()}
        with self.app.app_context():
            for asked in self.session.scalars(select(StoredReport).order_by(StoredReport.expires_at)).all():
                build_report(self.session, Task(0, BUILD_JOB, {"report_id": asked.id}, 1))  # once: the others are there
                self.reports[names[asked.asked_by_id], codes.get(asked.entity_id or 0, "")] = asked.id

    def waiting(self) -> frozenset[Act]:
        """Return the acts of the few who answered or went through a mission late, and wait for others to be told."""
        assert self.compared is not None
        groups: dict[tuple[str, ...], list[Act]] = {}
        for act in self.story.acts:
            if act.kind in {"fill", "play", "try"}:
                tried = str(variant_of(self.session, self.compared, self.people[act.who].id)) * (act.kind == "try")
                groups.setdefault((act.kind, tried, act.who.split("-")[0]), []).append(act)
        found: set[Act] = set()
        for acts in groups.values():
            early = [act for act in acts if act.at < START + timedelta(weeks=1)]
            if len(early) >= LEAST > len(acts) - len(early):
                found.update(act for act in acts if act not in early)
        return frozenset(found)

    def _leave(self, act: Act) -> None:
        assert self.campaign is not None
        mine = enrolment_in(self.session, self.actor(act.who), self.campaign.id)
        assert mine is not None
        leave(self.session, self.actor(act.who), mine.enrolment_id)

    def _write(self, act: Act) -> None:
        key = hashlib.sha256(act.about.encode()).hexdigest()
        data = FeedbackInput(
            kind=OFFERED_KINDS[int(key[0], 16) % len(OFFERED_KINDS)],
            title=act.about,
            body=f"What was seen: {act.about}.",
            identity=act.identity,
            submission_key=key,
            language=act.language,
            reference_code=key[:16],
        )
        address = MissionAddress(SLUG, 1)
        self.written[act.about] = submit_feedback(self.session, self.actor(act.who), address, data, memory_storage())

    _begin = _write

    def _about(self, act: Act) -> Feedback:
        return self.session.get_one(Feedback, self.written[act.about], populate_existing=True)

    def _publish(self, act: Act) -> None:
        feedback = self._about(act)
        publish_feedback(self.session, self.team(Role.COMMUNITY_MANAGER, feedback), feedback.id, feedback.version)

    def _hide(self, act: Act) -> None:
        feedback = self._about(act)
        hide_feedback(self.session, self.team(Role.COMMUNITY_MANAGER, feedback), feedback.id, feedback.version)

    def _withdraw(self, act: Act) -> None:
        withdraw_feedback(self.session, self.actor(act.who), self._about(act).id)

    def _answer(self, act: Act) -> None:
        feedback = self._about(act)
        if feedback.state is State.PUBLISHED:
            actor = self.team(Role.COMMUNITY_MANAGER, feedback)
            answer_feedback(self.session, actor, feedback.id, AnswerInput(f"Thank you for {act.about}."))

    def _decide(self, act: Act) -> None:
        feedback = self._about(act)
        data = DecisionInput(Verdict.GO, f"We do {act.about}.", f"decided {act.about}")
        record_decision(self.session, self.team(Role.SPONSOR, feedback), feedback.id, data)

    def _me_too(self, act: Act) -> None:
        feedback = self._about(act)
        if self.people[act.who].id != feedback.author_id:
            say_me_too(self.session, self.actor(act.who), feedback.id)

    def _close(self, act: Act) -> None:
        close_edition(self.session, SYSTEM, self.editions[act.who].id)


class _Dice:
    """Numbers that follow from what happens, not from when: twins have the same, whatever their order."""

    def __init__(self, label: str) -> None:
        self.randbits = Random(label).getrandbits


def dice_of(label: str) -> AbstractContextManager[object]:
    """Let identifiers be drawn from dice of their own inside the block."""
    return patch("app.core.idents.secrets", _Dice(label))
