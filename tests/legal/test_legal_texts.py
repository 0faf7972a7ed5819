"""Writing and publishing a legal text, being asked to read it, and being asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound, TermsOwed
from app.legal.errors import LegalSourceMissing, LegalTextChanged, TermsNotAccepted
from app.legal.models import LegalReading, LegalText, LegalWording
from app.legal.queries import asked_of_me, legal_rows, legal_work, my_readings, published_text, reading_by_id
from app.legal.service import (
    LegalInput,
    PublishInput,
    confirm_legal_texts,
    publish_legal_text,
    withdraw_legal_text,
    write_legal_text,
)
from app.policy.actor import LegalKind, Role
from app.policy.check import can, require
from app.policy.facts import Facts
from app.policy.rules import Action
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.legal.scene import Scene, make_scene
from tests.refusals import refused

PRIVACY, TERMS = LegalKind.PRIVACY, LegalKind.TERMS


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def test_an_entity_without_a_text_asks_nothing(session: Session, scene: Scene) -> None:
    actor = scene.actor(scene.employee())
    assert actor.legal_owed == frozenset()
    assert asked_of_me(session, actor) == ()
    confirm_legal_texts(session, actor, (), agrees=False)
    assert session.scalars(select(LegalReading)).all() == []


def test_nobody_reads_a_text_before_it_is_published(session: Session, scene: Scene) -> None:
    scene.write(pt="Guardamos o seu nome.")
    person = scene.employee()
    assert scene.actor(person).legal_owed == frozenset()
    with refused(session, NotFound):
        published_text(session, scene.actor(person), scene.place())

    assert scene.publish()

    assert scene.actor(person).legal_owed == {PRIVACY}
    assert published_text(session, scene.actor(person), scene.place()).words.body == "Guardamos o seu nome."


def test_who_confirms_keeps_the_very_words_they_read(session: Session, scene: Scene) -> None:
    scene.publish(pt="Guardamos o seu nome.", en="We keep your name.")
    person = scene.employee()
    actor = scene.actor(person)

    confirm_legal_texts(session, actor, scene.read(actor), agrees=False)  # a statement asks for no agreement

    assert scene.actor(person).legal_owed == frozenset()
    (row,) = my_readings(session, actor)
    assert (row.kind, row.version, row.read_on, row.words.body) == (PRIVACY, 1, clock.today(), "We keep your name.")


def test_a_new_version_is_asked_again_and_shows_what_changed(session: Session, scene: Scene) -> None:
    scene.publish(pt="Guardamos um ano.", en="We keep it one year.")
    person = scene.employee()
    confirm_legal_texts(session, scene.actor(person), scene.read(scene.actor(person)), agrees=False)

    scene.publish(pt="Guardamos dois anos.", en="We keep it two years.")

    actor = scene.actor(person)
    assert actor.legal_owed == {PRIVACY}
    (asked,) = asked_of_me(session, actor)
    assert (asked.version, asked.is_changed) == (2, True)
    assert asked.former is not None
    assert asked.former.body == "We keep it one year."
    confirm_legal_texts(session, actor, scene.read(actor), agrees=False)
    assert [row.version for row in my_readings(session, actor)] == [2, 1]
    assert [row.version for row in published_text(session, actor, scene.place()).versions] == [2, 1]
    assert published_text(session, actor, scene.place(), 1).words.body == "We keep it one year."


def test_a_correction_or_a_translation_asks_nobody_again(session: Session, scene: Scene) -> None:
    scene.publish(pt="Guardamos o seu nmoe.")
    person = scene.employee()
    actor = scene.actor(person)
    assert asked_of_me(session, actor)[0].is_fallback
    confirm_legal_texts(session, actor, scene.read(actor), agrees=False)

    scene.publish(is_correction=True, pt="Guardamos o seu nome.")
    scene.publish(is_correction=True, pt="Guardamos o seu nome.", en="We keep your name.")

    assert scene.actor(person).legal_owed == frozenset()
    assert published_text(session, actor, scene.place()).words.body == "We keep your name."
    assert my_readings(session, actor)[0].words.body == "Guardamos o seu nmoe."  # the very words
    reader = replace(actor, locale="pt-PT")
    assert published_text(session, reader, scene.place()).words.body == "Guardamos o seu nome."


def test_a_text_that_changes_while_somebody_reads_it_is_not_confirmed(session: Session, scene: Scene) -> None:
    scene.publish(pt="Um ano.")
    actor = scene.actor(scene.employee())
    read = scene.read(actor)
    scene.publish(pt="Dois anos.")
    with refused(session, LegalTextChanged):
        confirm_legal_texts(session, actor, read, agrees=True)
    confirm_legal_texts(session, actor, scene.read(actor), agrees=True)
    confirm_legal_texts(session, actor, (), agrees=True)  # twice is the same as once
    assert len(session.scalars(select(LegalReading)).all()) == 1


def test_who_has_not_accepted_the_terms_reads_on_and_writes_nothing(session: Session, scene: Scene) -> None:
    scene.publish(TERMS, pt="Seja leal.")
    person = scene.employee()
    owing = replace(scene.actor(person), enrolled_in=frozenset({7}))
    here = Facts(campaign_id=7, accepts_feedback=True, is_live=True, is_published=True)
    for action in (Action.FEEDBACK_SUBMIT, Action.MISSION_TICK, Action.FEEDBACK_JOIN_IN, Action.PRIVATE_ASK):
        with pytest.raises(TermsOwed):
            require(owing, action, here)
    assert can(owing, Action.CAMPAIGN_VIEW, here)
    with pytest.raises(Forbidden) as raised:  # who may not do it anyway is refused as before
        require(owing, Action.FEEDBACK_ANSWER, here)
    assert not isinstance(raised.value, TermsOwed)

    with refused(session, TermsNotAccepted):
        confirm_legal_texts(session, owing, scene.read(owing), agrees=False)
    confirm_legal_texts(session, owing, scene.read(owing), agrees=True)

    agreed = replace(scene.actor(person), enrolled_in=frozenset({7}))
    assert can(agreed, Action.FEEDBACK_SUBMIT, here)


def test_a_privacy_statement_that_was_not_read_stops_nobody(scene: Scene) -> None:
    scene.publish(pt="Guardamos o seu nome.")
    owing = replace(scene.actor(scene.employee()), enrolled_in=frozenset({7}))
    assert can(owing, Action.FEEDBACK_SUBMIT, Facts(campaign_id=7, accepts_feedback=True, is_live=True))


def test_a_translation_behind_its_source_is_not_published(session: Session, scene: Scene) -> None:
    scene.publish(pt="Um ano.", en="One year.")
    scene.write(pt="Dois anos.", en="One year.")
    work = legal_work(session, scene.writer, scene.place())
    assert (list(work.ready), work.read_in("en"), work.is_published) == (["pt-PT"], "pt-PT", False)

    scene.publish()

    asked = asked_of_me(session, scene.actor(scene.employee()))[0]
    assert (asked.words.body, asked.is_fallback) == ("Dois anos.", True)
    data = LegalInput({"pt-PT": "Dois anos.", "en": "One year."}, confirmed=("en",), saved=scene.saved())
    assert write_legal_text(session, scene.writer, scene.place(), data)
    assert list(legal_work(session, scene.writer, scene.place()).ready) == ["pt-PT", "en"]


def test_the_same_form_twice_is_one_change_and_a_stale_one_is_refused(session: Session, scene: Scene) -> None:
    place = scene.place()
    assert write_legal_text(session, scene.writer, place, LegalInput({"pt-PT": "Um ano."}))
    assert not write_legal_text(session, scene.writer, place, LegalInput({"pt-PT": "Um ano."}))
    with refused(session, ChangedMeanwhile):
        write_legal_text(session, scene.writer, place, LegalInput({"pt-PT": "Dois anos."}))
    looked_at = PublishInput(saved=scene.saved())
    scene.write(pt="Dois anos.")
    with refused(session, ChangedMeanwhile):
        publish_legal_text(session, scene.writer, place, looked_at)
    looked_at = PublishInput(saved=scene.saved())
    assert publish_legal_text(session, scene.writer, place, looked_at)
    assert not publish_legal_text(session, scene.writer, place, looked_at)
    assert session.scalars(select(LegalText.version)).one() == 1


def test_what_is_refused_to_a_writer(session: Session, scene: Scene) -> None:
    with refused(session, LegalSourceMissing):
        write_legal_text(session, scene.writer, scene.place(), LegalInput({"en": "We keep your name."}))
    with refused(session, NotFound):
        publish_legal_text(session, scene.writer, scene.place(), PublishInput())
    with refused(session, NotFound):
        withdraw_legal_text(session, scene.writer, scene.place())


def test_who_protects_or_steers_the_entity_writes_and_nobody_else(session: Session, scene: Scene) -> None:
    words = LegalInput({"pt-PT": "Um ano."})
    for role in (Role.SPONSOR, Role.COMMUNITY_MANAGER, Role.AMBASSADOR, Role.REPRESENTATIVE):
        actor = actor_for(scene.employee(), role, entity=scene.entity)
        with refused(session, Forbidden):
            write_legal_text(session, actor, scene.place(), words)
    abroad = make_entity(session)
    stranger = actor_for(make_person(session, entity=abroad), Role.DPO, entity=abroad)
    with refused(session, NotFound):
        write_legal_text(session, stranger, scene.place(), words)
    with refused(session, NotFound):
        publish_legal_text(session, stranger, scene.place(), PublishInput())
    with refused(session, NotFound):
        legal_rows(session, stranger, scene.entity.id)
    for role in (Role.CENTRAL_TEAM, Role.ADMINISTRATOR):
        actor = actor_for(make_person(session), role)
        data = LegalInput({"pt-PT": f"By the {role}."}, saved=scene.saved())
        assert write_legal_text(session, actor, scene.place(), data)


def test_a_withdrawn_text_is_asked_for_no_longer_until_it_is_published_again(session: Session, scene: Scene) -> None:
    scene.publish(pt="Um ano.")
    person = scene.employee()
    confirm_legal_texts(session, scene.actor(person), scene.read(scene.actor(person)), agrees=False)
    other = scene.employee()
    withdraw_legal_text(session, scene.writer, scene.place())
    withdraw_legal_text(session, scene.writer, scene.place())
    assert scene.actor(other).legal_owed == frozenset()
    assert my_readings(session, scene.actor(person))[0].words.body == "Um ano."
    scene.publish()
    assert scene.actor(person).legal_owed == {PRIVACY}


def test_a_text_concerns_its_own_entity_alone(session: Session, scene: Scene) -> None:
    scene.publish(pt="Um ano.")
    stranger = scene.actor(make_person(session))
    assert stranger.legal_owed == frozenset()
    actor = scene.actor(scene.employee())
    confirm_legal_texts(session, actor, scene.read(actor), agrees=False)
    reading_id = my_readings(session, actor)[0].id
    assert reading_by_id(session, actor, reading_id).words.body == "Um ano."
    for other in (stranger, scene.writer):  # nobody sees what somebody else confirmed
        with refused(session, NotFound):
            reading_by_id(session, other, reading_id)


def test_words_people_read_are_never_changed(session: Session, scene: Scene) -> None:
    scene.publish(pt="Um ano.")
    actor = scene.actor(scene.employee())
    confirm_legal_texts(session, actor, scene.read(actor), agrees=False)
    for statement in (update(LegalWording).values(body="Something else."), delete(LegalWording)):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(statement)


def test_the_day_is_kept_and_never_the_instant() -> None:
    assert LegalReading.__table__.c.read_on.type.python_type is date


@pytest.mark.parametrize("number", [1, 4])
def test_reading_costs_the_same_whatever_there_is(
    session: Session, scene: Scene, queries: CountQueries, number: int
) -> None:
    for version in range(number):
        scene.publish(pt=f"Versão {version}.", en=f"Version {version}.")
        scene.publish(TERMS, pt=f"Termos {version}.")
    actor = scene.actor(scene.employee())
    with queries() as seen:
        asked_of_me(session, actor)
        published_text(session, actor, scene.place())
        legal_rows(session, actor, scene.entity.id)
        my_readings(session, actor)
    assert len(seen) == 7, "\n".join(seen.seen)
