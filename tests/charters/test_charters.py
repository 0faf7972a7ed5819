"""Writing a charter, agreeing to it, and being asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.charters.errors import CharterChanged, ConfidentialityUntranslated, UnknownCharterLanguage
from app.charters.models import CharterAcceptance, CharterWording
from app.charters.queries import acceptance_by_id, accepted_by_me, charter_work, owed_places
from app.charters.service import (
    CharterInput,
    CharterTranslation,
    accept_charters,
    translate_charter,
    withdraw_charter,
    write_charter,
)
from app.charters.types import CharterPlace
from app.core import clock
from app.core.errors import ChangedMeanwhile, CharterOwed, Forbidden, NotFound
from app.enrolment.service import JoinInput, enrol, leave
from app.policy.check import can, require
from app.policy.facts import Facts
from app.policy.rules import Action
from tests.charters.scene import Scene, make_scene
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_person
from tests.refusals import refused


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def test_without_a_charter_joining_asks_for_nothing(session: Session, scene: Scene) -> None:
    actor = scene.actor(scene.employee())
    enrol(session, actor, scene.edition.id)
    assert scene.asked(actor) == ()
    assert session.scalars(select(CharterAcceptance)).all() == []


def test_who_joins_agrees_to_the_words_they_read(session: Session, scene: Scene) -> None:
    scene.write("Be kind.", "Say nothing outside.")
    write_charter(session, scene.central, scene.local, CharterInput("Ask the works council."))
    person = scene.employee()
    actor = scene.actor(person)

    enrol(session, actor, scene.edition.id, JoinInput(scene.read(actor)))

    campaign, local = reversed(accepted_by_me(session, actor))
    campaign, local = (campaign, local) if local.entity_name else (local, campaign)
    assert (campaign.words.body, campaign.words.confidentiality) == ("Be kind.", "Say nothing outside.")
    assert (campaign.version, campaign.accepted_on, campaign.words.locale) == (1, clock.today(), "en")
    assert (local.words.body, local.entity_name) == ("Ask the works council.", "Lusocrédito")
    assert all(each.is_accepted for each in scene.asked(actor))


def test_nobody_joins_without_having_read_what_is_in_force(session: Session, scene: Scene) -> None:
    scene.write()
    actor = scene.actor(scene.employee())
    with refused(session, CharterChanged):
        enrol(session, actor, scene.edition.id)


def test_a_charter_that_changes_between_reading_and_accepting_is_refused(session: Session, scene: Scene) -> None:
    scene.write()
    actor = scene.actor(scene.employee())
    read = scene.read(actor)
    scene.write("Be kind, always.")
    with refused(session, CharterChanged):
        enrol(session, actor, scene.edition.id, JoinInput(read))
    enrol(session, actor, scene.edition.id, JoinInput(scene.read(actor)))


def test_a_typing_error_put_right_is_not_asked_again(session: Session, scene: Scene) -> None:
    scene.write("Be kidn.")
    person = scene.employee()
    actor = scene.actor(person)
    read = scene.read(actor)
    enrol(session, actor, scene.edition.id, JoinInput(read))

    charter = scene.write("Be kind.", is_correction=True)

    assert charter.version == 1
    assert scene.actor(person).charters_owed == frozenset()
    assert accepted_by_me(session, actor)[0].words.body == "Be kidn."  # the very words
    late = scene.actor(scene.employee())
    enrol(session, late, scene.edition.id, JoinInput(read))  # read before it was put right: the same meaning
    assert scene.asked(late)[0].is_accepted


def test_a_changed_meaning_is_asked_before_the_next_act_and_shows_what_changed(session: Session, scene: Scene) -> None:
    scene.write("Be kind.")
    person = scene.employee()
    actor = scene.actor(person)
    enrol(session, actor, scene.edition.id, JoinInput(scene.read(actor)))

    scene.write("Be kind and brief.")
    owing = scene.actor(person)

    assert owing.charters_owed == {scene.campaign.id}
    (asked,) = scene.asked(owing)
    assert (asked.version, asked.is_accepted) == (2, False)
    assert asked.former is not None
    assert asked.former.body == "Be kind."
    here = Facts(campaign_id=scene.campaign.id, accepts_feedback=True, is_live=True, is_published=True)
    for action in (Action.FEEDBACK_SUBMIT, Action.MISSION_TICK, Action.FEEDBACK_JOIN_IN):
        with pytest.raises(CharterOwed):
            require(owing, action, here)
    assert can(owing, Action.CAMPAIGN_VIEW, here)
    assert [each.slug for each in owed_places(session, owing)] == ["own-app"]

    accept_charters(session, owing, scene.local, scene.read(owing))

    assert scene.actor(person).charters_owed == frozenset()
    assert {row.version for row in accepted_by_me(session, actor)} == {1, 2}


def test_who_may_not_act_anyway_is_refused_as_before(scene: Scene) -> None:
    owing = replace(scene.actor(scene.employee()), charters_owed=frozenset({scene.campaign.id}))
    with pytest.raises(Forbidden) as raised:
        require(owing, Action.FEEDBACK_ANSWER, Facts(campaign_id=scene.campaign.id, is_published=True))
    assert not isinstance(raised.value, CharterOwed)


def test_a_first_charter_is_asked_of_those_who_joined_before(session: Session, scene: Scene) -> None:
    person = scene.employee()
    enrol(session, scene.actor(person), scene.edition.id)
    scene.write()
    assert scene.actor(person).charters_owed == {scene.campaign.id}


def test_what_was_accepted_can_be_read_after_leaving_and_by_nobody_else(session: Session, scene: Scene) -> None:
    scene.write("Be kind.")
    actor = scene.actor(scene.employee())
    enrolment = enrol(session, actor, scene.edition.id, JoinInput(scene.read(actor)))
    leave(session, actor, enrolment.id)
    withdraw_charter(session, scene.central, session.scalars(select(CharterWording.charter_id)).one())
    (row,) = accepted_by_me(session, actor)
    assert acceptance_by_id(session, actor, row.id).words.body == "Be kind."
    with refused(session, NotFound):
        acceptance_by_id(session, scene.central, row.id)


def test_coming_back_asks_nothing_twice(session: Session, scene: Scene) -> None:
    scene.write()
    actor = scene.actor(scene.employee())
    enrolment = enrol(session, actor, scene.edition.id, JoinInput(scene.read(actor)))
    leave(session, actor, enrolment.id)
    enrol(session, actor, scene.edition.id)
    assert len(session.scalars(select(CharterAcceptance)).all()) == 1


def test_a_charter_is_read_in_ones_own_language_once_its_version_is_translated(session: Session, scene: Scene) -> None:
    charter = scene.write("Be kind.", "Say nothing.")
    reader = replace(scene.actor(scene.employee()), locale="pt-PT")
    assert (scene.asked(reader)[0].words.locale, scene.asked(reader)[0].is_fallback) == ("en", True)

    words = CharterTranslation("pt-PT", "Seja cordial.", "Não divulgue.", saved=charter.saved)
    translate_charter(session, scene.central, charter.id, words)
    assert scene.asked(reader)[0].words.body == "Seja cordial."

    scene.write("Be kind and brief.", "Say nothing.")  # another meaning: the translation is behind
    assert scene.asked(reader)[0].words.body == "Be kind and brief."

    translate_charter(session, scene.central, charter.id, replace(words, saved=charter.saved))  # said to be right
    (asked,) = scene.asked(reader)
    assert (asked.words.body, asked.version) == ("Seja cordial.", 2)


def test_a_correction_keeps_the_translations_in_force(session: Session, scene: Scene) -> None:
    charter = scene.write("Be kidn.")
    translate_charter(session, scene.central, charter.id, CharterTranslation("pt-PT", "Seja cordial.", saved=1))
    scene.write("Be kind.", is_correction=True)
    reader = replace(scene.actor(scene.employee()), locale="pt-PT")
    assert scene.asked(reader)[0].words.body == "Seja cordial."
    work = charter_work(session, scene.central, scene.place)
    assert work is not None
    assert [state.state for state in work.states[0]] == ["validated", "validated"]


def test_the_same_form_twice_is_one_change_and_a_stale_one_is_refused(session: Session, scene: Scene) -> None:
    first = scene.write("Be kind.")
    assert scene.write("Be kind.").version == first.version == 1
    with refused(session, ChangedMeanwhile):
        write_charter(session, scene.central, scene.place, CharterInput("Be brief.", saved=0))
    with refused(session, ChangedMeanwhile):
        translate_charter(session, scene.central, first.id, CharterTranslation("pt-PT", "Seja cordial.", saved=0))


def test_what_is_refused_to_a_translator(session: Session, scene: Scene) -> None:
    charter = scene.write("Be kind.", "Say nothing.")
    for locale in ("en", "de"):
        with refused(session, UnknownCharterLanguage):
            translate_charter(session, scene.central, charter.id, CharterTranslation(locale, "x", "y", saved=1))
    with refused(session, ConfidentialityUntranslated):
        translate_charter(session, scene.central, charter.id, CharterTranslation("pt-PT", "Seja cordial.", saved=1))
    with refused(session, NotFound):
        translate_charter(session, scene.central, 99, CharterTranslation("pt-PT", "x", saved=1))


def test_only_the_central_team_writes(session: Session, scene: Scene) -> None:
    charter = scene.write()
    for actor in (scene.actor(scene.employee()), actor_for(make_person(session))):
        with refused(session, Forbidden):
            write_charter(session, actor, scene.place, CharterInput("x", saved=1))
        with refused(session, Forbidden):
            translate_charter(session, actor, charter.id, CharterTranslation("pt-PT", "x", saved=1))
        with refused(session, Forbidden):
            withdraw_charter(session, actor, charter.id)
    with refused(session, NotFound):
        write_charter(session, scene.central, CharterPlace(scene.campaign.id, 999), CharterInput("x"))
    stranger = actor_for(make_person(session))
    with refused(session, Forbidden):
        accept_charters(session, stranger, scene.local, ())


def test_a_withdrawn_addition_is_asked_for_no_longer_until_it_is_saved_again(session: Session, scene: Scene) -> None:
    person = scene.employee()
    enrol(session, scene.actor(person), scene.edition.id)
    addition = write_charter(session, scene.central, scene.local, CharterInput("Here, ask first."))
    assert scene.actor(person).charters_owed
    withdraw_charter(session, scene.central, addition.id)
    withdraw_charter(session, scene.central, addition.id)
    assert not scene.actor(person).charters_owed
    again = CharterInput("Here, ask first.", saved=addition.saved)
    assert write_charter(session, scene.central, scene.local, again).version == 2
    assert scene.actor(person).charters_owed


def test_an_addition_concerns_its_own_edition_alone(session: Session, scene: Scene) -> None:
    other = CharterPlace(scene.campaign.id, scene.edition.id)
    write_charter(session, scene.central, other, CharterInput("Here, ask first."))
    assert scene.asked(scene.actor(scene.employee()))[0].is_local


def test_words_people_accepted_are_never_changed(session: Session, scene: Scene) -> None:
    scene.write()
    session.commit()
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(update(CharterWording).values(body="Something else."))
    actor = scene.actor(scene.employee())
    enrol(session, actor, scene.edition.id, JoinInput(scene.read(actor)))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(delete(CharterWording))


@pytest.mark.parametrize("number", [1, 4])
def test_reading_what_is_asked_costs_the_same_whatever_there_is(
    session: Session, scene: Scene, queries: CountQueries, number: int
) -> None:
    for version in range(number):
        scene.write(f"Be kind, {version}.")
    write_charter(session, scene.central, scene.local, CharterInput("Here, ask first."))
    actor = scene.actor(scene.employee())
    with queries() as seen:
        scene.asked(actor)
        accepted_by_me(session, actor)
    assert len(seen) == 3, "\n".join(seen.seen)


def test_the_day_is_kept_and_never_the_instant() -> None:
    assert CharterAcceptance.__table__.c.accepted_on.type.python_type is date
