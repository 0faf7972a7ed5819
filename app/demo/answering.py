"""What people answer: before the test, some weeks later to the same questions, and after the first mission."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from random import Random

from app.demo import reader
from app.demo.cast import Cast
from app.demo.joining import JOIN_DAYS, join
from app.demo.replies import Mood, reply_to
from app.demo.timeline import CLOSING, RECRUITS, bounds_of
from app.demo.world import World, random_for
from app.questionnaires.queries.read import asked_questions
from app.questionnaires.service.respond import SendInput, TypedInput, save_answers, send_response
from app.questionnaires.types import Moment
from app.questions.reading import Fields

MISSION = 1
SHARES = {  # of the members
    ("own-app", Moment.START): 0.75,
    ("own-app", Moment.DATED): 0.6,
    ("own-app", Moment.MISSION): 0.5,
    (CLOSING, Moment.START): 0.95,
    (CLOSING, Moment.END): 0.85,
}
ANSWER_DAYS = {Moment.START: 10, Moment.DATED: 12, Moment.MISSION: 20, Moment.END: 8}  # within so many days
GROWN = {Moment.DATED: 1.2, Moment.END: 1.8}  # points that people give more, the second time
SAYS = {"improve": 1.0, "more": 0.3, "elsewhere": 1.0, "messages": 0.8}  # share of those who find words, by subject


def plan_answering(world: World, cast: Cast) -> None:
    """Let a good part of the members answer each questionnaire, in their own language."""
    answering = _Answering(world, reader.answers())
    for (slug, entity), members in cast.members.items():
        for person in members:
            for moment in (moment for campaign, moment in SHARES if campaign == slug):
                rng = random_for("answers", moment, person)
                if rng.random() < SHARES[slug, moment]:
                    day = _first_day(world, slug, moment) + timedelta(days=rng.randrange(ANSWER_DAYS[moment]))
                    at = world.timeline.moment(world.entities[entity], day, rng)
                    world.plan(at, partial(answering.answer, (slug, moment), person))


def _first_day(world: World, slug: str, moment: Moment) -> date:
    if moment is Moment.START:
        return world.timeline.day(RECRUITS, JOIN_DAYS)
    if moment is Moment.END:
        return world.timeline.day(bounds_of(slug).test_ends, 1)
    if moment is Moment.DATED:
        return world.asked[slug, moment][1] or world.timeline.start
    return world.missions[slug, MISSION].opens_on or world.timeline.start


@dataclass(slots=True)
class _Answering:
    """What has been written so far: nobody repeats the words of somebody else."""

    world: World
    words: dict[str, dict[str, list[str]]]
    said: dict[tuple[Moment, str, str], int] = field(default_factory=dict)  # moment, subject and language: sentences

    def answer(self, asked: tuple[str, Moment], person: str) -> None:
        """Let somebody answer all that they are asked, and send it."""
        world, (slug, moment) = self.world, asked
        join(world, slug, person)
        actor = replace(world.actor(person), locale=world.entries[person].locale)
        wave_id, _opens_on, questionnaire_id = world.asked[asked]
        rng, typed = random_for("answered", moment, person), dict[int, Fields]()
        points = min(10, max(0, round(rng.gauss(6.3, 2.1) + GROWN.get(moment, 0))))
        for row in asked_questions(world.session, actor, questionnaire_id):
            subject = world.subjects.get(row.question.id, "")
            mood = Mood(points, rng, partial(self._say, subject, (moment, person), rng))
            fields = reply_to(row.question, mood)
            if fields:
                typed[row.question.id] = fields
        saved = save_answers(world.session, actor, wave_id, TypedInput(typed))
        send_response(world.session, actor, wave_id, SendInput(saved.wave.row.version))

    def _say(self, subject: str, who: tuple[Moment, str], rng: Random) -> str:
        """Return a sentence in somebody's language that nobody has said yet; none when they find no words."""
        if rng.random() > SAYS[subject]:
            return ""
        moment, person = who
        locale = self.world.entries[person].locale
        said = self.said.setdefault((moment, subject, locale), 0)
        self.said[moment, subject, locale] += 1
        sentences = list(self.words[subject].get(locale, ()))
        random_for("said", moment, subject).shuffle(sentences)
        return sentences[said] if said < len(sentences) else ""
