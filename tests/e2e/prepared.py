"""What the browser tests see beside the demonstration: a charter that changed, people who wait, answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import rights_of
from app.campaigns.models import Campaign, Edition
from app.charters.models import Charter
from app.charters.queries import asked_in
from app.charters.service import CharterInput, accept_charters, write_charter
from app.charters.types import CharterPlace
from app.db.engine import make_engine
from app.db.session import transaction
from app.enrolment.models import Enrolment, Recruitment
from app.enrolment.service import JoinInput, enrol, leave
from app.enrolment.service.recruitment import RecruitmentInput, set_recruitment
from app.entities.models import Entity
from app.policy.actor import SYSTEM, Actor
from app.questionnaires.models import StoredPart, Wave
from app.questionnaires.service import (
    PartInput,
    QuestionInput,
    QuestionnaireInput,
    WaveInput,
    add_question,
    add_wave,
    create_questionnaire,
)
from app.questionnaires.service.respond import SendInput, TypedInput, save_answers, send_response
from app.questionnaires.types import Moment
from app.questions.kinds import KINDS
from app.questions.types import Answer, AnswerCell, PartRole, field_name
from tests.e2e import people
from tests.e2e.prepared_work import prepare_for_the_group, prepare_work
from tests.questionnaires.answered import send_response as send_earlier

ALL_KINDS = "Every kind of question"
APPLICANTS = ("heike.sommerfeld@kreditwerk.example", "anja.hollweg@kreditwerk.example")
EARLIER_ANSWERS = 12
CHARTER = """What you commit to:

- You use invented figures only.
- You write about the apps, never about a customer or a colleague.

What we commit to:

You choose with each contribution who may know that it comes from you. Every contribution is answered within {days}."""
CONFIDENTIALITY = "What you see of an app before it is published stays among us."
PROMPTS = {"section": "What you tried", "statement": "There are no wrong answers.", "consent": "You may quote me."}
PARTS = {
    "single": ((PartRole.OPTION, ("On a phone", "On a computer", "Somewhere else")),),
    "multiple": ((PartRole.OPTION, ("The simulation", "The documents", "Neither of them")),),
    "ranking": ((PartRole.OPTION, ("Horizon Go", "Credímetro", "FlinkKredit")),),
    "matrix": (
        (PartRole.ROW, ("The words on the page that tells the whole cost", "The colours")),
        (PartRole.COLUMN, ("I do not like them at all", "They are all right", "I like them")),
    ),
    "scale": ((PartRole.END, ("Not clear at all", "Very clear")),),
}


@contextmanager
def opened(folder: Path) -> Iterator[Session]:
    """Open the database of a demonstration that was loaded into a folder."""
    engine = make_engine(f"sqlite:///{folder / 'pepite.db'}")
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


def prepare(folder: Path) -> None:
    """Add all of it to the demonstration."""
    with opened(folder) as session:
        campaign = session.scalars(select(Campaign).where(Campaign.slug == people.OTHER_CAMPAIGN)).one()
        _let_people_apply(session, campaign)
        _change_a_charter(session, campaign)
        _ask_every_kind(session, campaign)
        edition = edition_of(session, people.CAMPAIGN, "lusocredito")
        manager, sponsor, asker = (actor_of(session, who) for who in (people.MANAGER, people.SPONSOR, people.READER))
        prepare_work(session, manager, sponsor, asker, edition)
        prepare_for_the_group(session, actor_of(session, people.CENTRAL), edition)
        answer(session)
        _ask_on_the_way(session)


def actor_of(session: Session, email: str) -> Actor:
    """Return somebody of the demonstration as they may act now."""
    person = session.scalars(select(Person).where(Person.email == email)).one()
    rights = rights_of(session, SYSTEM, [person.id])[person.id]
    return Actor(
        person_id=person.id,
        entity_id=person.entity_id,
        grants=rights.grants,
        enrolled_in=rights.enrolled_in,
        campaigns_open=rights.campaigns_open,
        charters_owed=rights.charters_owed,
        locale="en",
    )


def edition_of(session: Session, slug: str, entity: str) -> Edition:
    """Return an edition of a campaign."""
    of_both = select(Edition).join(Campaign, Campaign.id == Edition.campaign_id).join(Entity)
    return session.scalars(of_both.where(Campaign.slug == slug, Entity.code == entity)).one()


def _let_people_apply(session: Session, campaign: Campaign) -> None:
    """Let the German edition ask first, and two people wait there; let all who come take part in the other one."""
    writer = actor_of(session, people.CENTRAL)
    edition = edition_of(session, campaign.slug, "kreditwerk")
    set_recruitment(session, writer, edition.id, RecruitmentInput(40, asks_first=True))
    for email in APPLICANTS:
        actor = actor_of(session, email)
        asked = asked_in(session, actor, [CharterPlace(campaign.id, edition.id)])
        enrol(session, actor, edition.id, JoinInput(tuple(each.words.wording_id for each in asked)))
    edition = edition_of(session, campaign.slug, "lusocredito")
    for email in (people.NEWCOMER, *people.STARTERS):  # they may have asked before there was room
        actor = actor_of(session, email)
        mine = select(Enrolment.id).where(Enrolment.edition_id == edition.id, Enrolment.person_id == actor.person_id)
        for enrolment_id in session.scalars(mine).all():
            leave(session, actor, enrolment_id)
    version = session.scalar(select(Recruitment.version).where(Recruitment.edition_id == edition.id)) or 0
    set_recruitment(session, writer, edition.id, RecruitmentInput(version=version))


def _change_a_charter(session: Session, campaign: Campaign) -> None:
    """Write a charter and let an author accept it, change it then, and let a reader accept it as it is now."""
    writer, place = actor_of(session, people.CENTRAL), CharterPlace(campaign.id)
    saved = session.scalar(select(Charter.saved).where(Charter.campaign_id == campaign.id)) or 0
    first = CharterInput(CHARTER.format(days="ten working days"), CONFIDENTIALITY, saved=saved)
    charter = write_charter(session, writer, place, first)
    _accept(session, campaign, people.AUTHOR)
    changed = replace(first, body=CHARTER.format(days="five working days"), saved=charter.saved)
    write_charter(session, writer, place, changed)
    for email in (people.READER, people.WRITER):
        _accept(session, campaign, email)


def _accept(session: Session, campaign: Campaign, email: str) -> None:
    """Let somebody accept the charter as it is now."""
    actor, place = (
        actor_of(session, email),
        CharterPlace(campaign.id, edition_of(session, campaign.slug, "lusocredito").id),
    )
    read = [each.words.wording_id for each in asked_in(session, actor, [place])]
    accept_charters(session, actor, place, read)


def _ask_every_kind(session: Session, campaign: Campaign) -> None:
    """Ask a question of every kind before the test of the other campaign."""
    writer = actor_of(session, people.CENTRAL)
    title = {"en": ALL_KINDS}
    made = create_questionnaire(session, writer, campaign.id, QuestionnaireInput(title, {"en": "Nothing is required."}))
    for name in sorted(KINDS, key=lambda name: name != "section"):  # a heading begins a screen
        parts = tuple(
            PartInput(role, {"en": words}, is_exclusive=words.startswith("Neither"), takes_words="else" in words)
            for role, each in PARTS.get(name, ())
            for words in each
        )
        prompt = PROMPTS.get(name, "What do you say about the loan that you simulated?")
        add_question(session, writer, made.id, QuestionInput({"en": prompt}, name, parts=parts))
    add_wave(session, writer, made.id, WaveInput(Moment.START))


def _ask_on_the_way(session: Session) -> None:
    """Ask three questions that fit on one screen."""
    writer = actor_of(session, people.CENTRAL)
    campaign = session.scalars(select(Campaign).where(Campaign.slug == people.CAMPAIGN)).one()
    made = create_questionnaire(session, writer, campaign.id, QuestionnaireInput({"en": "On the way"}))
    add_question(session, writer, made.id, QuestionInput({"en": "What did you notice?"}, "long_text"))
    for kind, prompt in (("single", "Where were you?"), ("ranking", "Which one first?")):
        parts = tuple(PartInput(role, {"en": words}) for role, each in PARTS[kind] for words in each)
        add_question(session, writer, made.id, QuestionInput({"en": prompt}, kind, parts=parts))
    _asked_as(session, people.WAVE_ON_THE_WAY, made.id)


def _asked_as(session: Session, number: int, questionnaire_id: int) -> Wave:
    """Ask a questionnaire at the start, in a wave of that number: addresses in the tests name it."""
    made = add_wave(session, actor_of(session, people.CENTRAL), questionnaire_id, WaveInput(Moment.START))
    with transaction(session):
        session.execute(update(Wave).where(Wave.id == made.id).values(id=number))
    session.expunge(made)
    return session.get_one(Wave, number)


def answer(session: Session) -> None:
    """Let colleagues answer a questionnaire of their own, and one reader send their answers now."""
    writer = actor_of(session, people.CENTRAL)
    campaign = session.scalars(select(Campaign).where(Campaign.slug == people.CAMPAIGN)).one()
    title = {"en": "After the visit", "ar": "بعد الزيارة"}
    made = create_questionnaire(session, writer, campaign.id, QuestionnaireInput(title))
    parts = tuple(PartInput(PartRole.OPTION, {"en": words}) for words in ("At the amount", "At the duration"))
    ease = add_question(session, writer, made.id, QuestionInput({"en": "How easy was it?"}, "seq"))
    where = add_question(session, writer, made.id, QuestionInput({"en": "Where?"}, "single", parts=parts))
    wave = _asked_as(session, people.ANSWERED_WAVE, made.id)
    options = session.scalars(select(StoredPart.id).where(StoredPart.question_id == where.id)).all()
    edition = edition_of(session, people.CAMPAIGN, "lusocredito")
    with transaction(session):  # the worker of the server writes too
        for number in range(EARLIER_ANSWERS):
            answers: dict[int, Answer] = {
                ease.id: (AnswerCell(number=3 + number % 5),),
                where.id: (AnswerCell(options[number % len(options)]),),
            }
            send_earlier(session, (wave, edition), answers, weeks_ago=2)
    reader = actor_of(session, people.READER)
    typed = {ease.id: {field_name(ease.id): ["6"]}, where.id: {field_name(where.id): [str(options[1])]}}
    saved = save_answers(session, reader, wave.id, TypedInput(typed))
    send_response(session, reader, wave.id, SendInput(saved.wave.row.version))
