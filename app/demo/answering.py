"""What people answer: before the test, some weeks later to the same questions, and after the first mission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from random import Random

from app.demo import reader
from app.demo.cast import Cast
from app.demo.joining import JOIN_DAYS, join
from app.demo.stage import RECRUITS
from app.demo.world import World, dice
from app.questionnaires.queries.read import asked_questions
from app.questionnaires.service.respond import SendInput, TypedInput, save_answers, send_response
from app.questionnaires.types import Moment
from app.questions.reading import Fields
from app.questions.types import PartRole, Question, field_name

SLUG, MISSION = "own-app", 1
SHARES = {Moment.START: 0.75, Moment.DATED: 0.6, Moment.MISSION: 0.5}  # of the members
ANSWER_DAYS = {Moment.START: 10, Moment.DATED: 12, Moment.MISSION: 20}  # within so many days
GROWN = 1.2  # points that people give more, the second time
SAYS_MORE = 0.3  # share of those who add something
DETRACTS_UP_TO = 6  # points: who gives no more is asked what would have to change


def plan_answering(world: World, cast: Cast) -> None:
    """Let a good part of the members answer each questionnaire, in their own language."""
    answering = _Answering(world, reader.answers())
    for (slug, entity), members in cast.members.items():
        for person in members if slug == SLUG else ():
            for moment, share in SHARES.items():
                rng = dice("answers", moment, person)
                if rng.random() < share:
                    day = _first_day(world, moment) + timedelta(days=rng.randrange(ANSWER_DAYS[moment]))
                    at = world.timeline.moment(world.entities[entity], day, rng)
                    world.plan(at, partial(answering.answer, moment, person))


def _first_day(world: World, moment: Moment) -> date:
    if moment is Moment.START:
        return world.timeline.day(RECRUITS, JOIN_DAYS)
    if moment is Moment.DATED:
        return world.asked[SLUG, moment][1] or world.timeline.start
    return world.missions[SLUG, MISSION].opens_on or world.timeline.start


@dataclass(slots=True)
class _Answering:
    """What has been written so far: nobody repeats the words of somebody else."""

    world: World
    words: dict[str, dict[str, list[str]]]
    said: dict[tuple[Moment, str, str], int] = field(default_factory=dict)  # moment, subject and language: sentences

    def answer(self, moment: Moment, person: str) -> None:
        """Let somebody answer all that they are asked, and send it."""
        world = self.world
        join(world, SLUG, person)
        actor = replace(world.actor(person), locale=world.entries[person].locale)
        wave_id, _opens_on, questionnaire_id = world.asked[SLUG, moment]
        rng, typed = dice("answered", moment, person), dict[int, Fields]()
        rows = asked_questions(world.session, actor, questionnaire_id)
        mood = min(10, max(0, round(rng.gauss(6.3, 2.1) + (GROWN if moment is Moment.DATED else 0))))
        for place, row in enumerate(rows, start=1):
            fields = self._fields(row.question, place, (moment, person), (mood, rng))
            if fields:
                typed[row.question.id] = fields
        saved = save_answers(world.session, actor, wave_id, TypedInput(typed))
        send_response(world.session, actor, wave_id, SendInput(saved.wave.row.version))

    def _fields(
        self, question: Question, place: int, who: tuple[Moment, str], feeling: tuple[int, Random]
    ) -> dict[str, list[str]]:
        mood, rng = feeling
        name, options = field_name(question.id), question.of(PartRole.OPTION)
        if question.kind == "nps":
            return {name: [str(mood)]}
        if question.kind in {"scale", "seq"}:
            most = 5 if question.kind == "scale" else 7
            return {name: [str(min(most, max(1, round(mood / 10 * most + rng.uniform(-0.8, 0.8)))))]}
        if question.kind == "multiple":
            chosen = rng.sample(options[:-1], rng.randint(1, 2)) if rng.random() < mood / 8 else options[-1:]
            return {name: [str(option.id) for option in chosen]}
        if question.kind == "single":
            return self._one_of(question, who, rng)
        subject = "improve" if place == 2 else "more"  # noqa: PLR2004 - the question that depends on the first
        if (subject == "improve" and mood > DETRACTS_UP_TO) or (subject == "more" and rng.random() > SAYS_MORE):
            return {}
        written = self._words(subject, *who)
        return {name: [written]} if written else {}

    def _one_of(self, question: Question, who: tuple[Moment, str], rng: Random) -> dict[str, list[str]]:
        options: Sequence[int] = [part.id for part in question.of(PartRole.OPTION)]
        chosen = rng.choices(options, [2, 4, 5, 1])[0]
        written = self._words("elsewhere", *who) if chosen == options[-1] else ""
        fields = {field_name(question.id): [str(chosen)]}
        return fields | ({f"{field_name(question.id, chosen)}_words": [written]} if written else {})

    def _words(self, subject: str, moment: Moment, person: str) -> str:
        """Return a sentence in somebody's language that nobody has said yet; none when there is none left."""
        locale = self.world.entries[person].locale
        said = self.said.setdefault((moment, subject, locale), 0)
        self.said[moment, subject, locale] += 1
        sentences = list(self.words[subject].get(locale, ()))
        dice("said", moment, subject).shuffle(sentences)
        return sentences[said] if said < len(sentences) else ""
