"""Writing a mission, its steps and their translations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.campaigns.models import campaign_products
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.missions.errors import MissionDatesReversed, ProductNotTested, SourceMissing, StepInUse, TooManySteps
from app.missions.models import Mission, MissionStep
from app.missions.queries import MissionRow, mission_by_number, mission_texts
from app.missions.service import MAX_STEPS, MissionInput, StepInput, change_mission, create_mission
from app.policy.actor import SYSTEM, Actor, Role
from app.products.models import Product
from app.texts.models import AuthoredText, Translation
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.factories.feedback import make_feedback
from tests.refusals import refused


@pytest.fixture
def central(session: Session) -> Actor:
    """Return somebody of the central team."""
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


def written(*steps: str, title: str = "Look around", key: str | None = None) -> MissionInput:
    """Return a mission in English with those steps."""
    return MissionInput(
        minutes=8,
        title={"en": title, "de": "Umsehen"},
        body={"en": "Open it.", "de": ""},
        steps=tuple(StepInput({"en": step}) for step in steps),
        submission_key=key,
    )


def steps_of(session: Session, mission: Mission) -> list[tuple[int, str]]:
    rows = session.execute(
        select(MissionStep.number, Translation.value)
        .join(Translation, Translation.text_id == MissionStep.title_text_id)
        .where(MissionStep.mission_id == mission.id, Translation.locale == "en")
        .order_by(MissionStep.number)
    )
    return [(number, value) for number, value in rows]


def as_stored(session: Session, actor: Actor, mission: Mission) -> MissionRow:
    return mission_by_number(session, actor, mission.campaign_id, mission.number)


def renamed(row: MissionRow, *words: str) -> MissionInput:
    """Return the mission with other words for its steps, in their order; more words are more steps."""
    ids = [step.id for step in row.steps] + [None] * len(words)
    steps = tuple(StepInput({"en": word}, step_id) for word, step_id in zip(words, ids, strict=False))
    return MissionInput(
        minutes=9, title={"en": "Look around"}, body={"en": "Open it."}, steps=steps, version=row.version
    )


def test_a_mission_is_written_at_the_end_of_its_campaign(session: Session, central: Actor) -> None:
    campaign = make_campaign(session)

    first = create_mission(session, central, campaign.id, written("Open", "Look"))
    second = create_mission(session, central, campaign.id, written())

    assert (first.number, second.number) == (1, 2)
    assert steps_of(session, first) == [(1, "Open"), (2, "Look")]
    texts = mission_texts(session, central, as_stored(session, central, first))
    assert (texts.title["en"].state, texts.title["en"].is_source) == ("validated", True)


def test_the_same_form_sent_twice_makes_one_mission(session: Session, central: Actor) -> None:
    campaign = make_campaign(session)
    first = create_mission(session, central, campaign.id, written(key="k" * 64))
    again = create_mission(session, central, campaign.id, written(key="k" * 64))
    assert first.id == again.id
    assert len(session.scalars(select(Mission)).all()) == 1


@pytest.mark.parametrize("role", [Role.COMMUNITY_MANAGER, Role.SPONSOR, Role.PRODUCT_TEAM, Role.ADMINISTRATOR])
def test_only_the_central_team_writes_missions(session: Session, role: Role) -> None:
    campaign = make_campaign(session)
    mission = make_mission(session, campaign=campaign)
    actor = actor_for(make_person(session), role)
    with refused(session, Forbidden):
        create_mission(session, actor, campaign.id, written())
    with refused(session, Forbidden):
        change_mission(session, actor, mission.id, written())
    assert len(session.scalars(select(Mission)).all()) == 1


def test_a_mission_of_nothing_is_not_found(session: Session, central: Actor) -> None:
    with refused(session, NotFound):
        create_mission(session, central, 4_000_000, written())
    with refused(session, NotFound):
        change_mission(session, central, 4_000_000, written())


def test_the_language_of_the_campaign_comes_first(session: Session, central: Actor) -> None:
    campaign = make_campaign(session)
    data = MissionInput(minutes=5, title={"de": "Umsehen"}, body={"en": "Open it."}, steps=())
    with refused(session, SourceMissing):
        create_mission(session, central, campaign.id, data)
    step = MissionInput(minutes=5, title={"en": "a"}, body={"en": "b"}, steps=(StepInput({"de": "Öffnen"}),))
    with refused(session, SourceMissing):
        create_mission(session, central, campaign.id, step)
    assert session.scalars(select(Mission)).all() == []


def test_twelve_steps_are_enough(session: Session, central: Actor) -> None:
    campaign = make_campaign(session)
    create_mission(session, central, campaign.id, written(*"abcdefghijkl"))
    with refused(session, TooManySteps):
        create_mission(session, central, campaign.id, written(*"abcdefghijklm"))
    full = make_mission(session, campaign=campaign, number=2, steps=MAX_STEPS)
    with refused(session, TooManySteps):
        change_mission(session, central, full.id, written("one more"))


def test_a_mission_does_not_close_before_it_opens(session: Session, central: Actor) -> None:
    data = MissionInput(8, {"en": "a"}, {"en": "b"}, (), opens_on=date(2025, 3, 2), closes_on=date(2025, 3, 1))
    campaign = make_campaign(session)
    with refused(session, MissionDatesReversed):
        create_mission(session, central, campaign.id, data)


def test_changed_words_leave_their_translations_outdated(session: Session, central: Actor) -> None:
    campaign = make_campaign(session)
    make_edition(session, campaign=campaign, entity=make_entity(session, locales=("de",)))
    mission = create_mission(session, central, campaign.id, written("Open"))

    change_mission(session, central, mission.id, renamed(as_stored(session, central, mission), "Open it"))

    texts = mission_texts(session, central, as_stored(session, central, mission))
    assert (texts.title["de"].state, texts.steps[0][1]["en"].value) == ("validated", "Open it")
    elsewhere = MissionInput(8, {"en": "Elsewhere"}, {"en": "Open it."}, (), version=mission.version)
    change_mission(session, central, mission.id, elsewhere)
    texts = mission_texts(session, central, as_stored(session, central, mission))
    assert (texts.title["en"].value, texts.title["de"].state) == ("Elsewhere", "outdated")


def test_steps_are_renamed_added_and_removed_each_with_its_own_text(session: Session, central: Actor) -> None:
    mission = create_mission(session, central, make_campaign(session).id, written("one", "two", "three"))
    row = as_stored(session, central, mission)
    texts = session.scalars(select(AuthoredText.id)).all()

    change_mission(session, central, mission.id, renamed(row, "one", "", "3", "four"))

    assert steps_of(session, mission) == [(1, "one"), (2, "3"), (3, "four")]
    kept = as_stored(session, central, mission).steps
    assert [kept[0].id, kept[1].id] == [row.steps[0].id, row.steps[2].id]
    assert len(session.scalars(select(AuthoredText.id)).all()) == len(texts)  # one went, one came


def test_a_step_the_form_did_not_know_of_stays(session: Session, central: Actor) -> None:
    mission = create_mission(session, central, make_campaign(session).id, written("one"))
    before = as_stored(session, central, mission)
    change_mission(session, central, mission.id, renamed(before, "one", "two, by a colleague"))

    with refused(session, ChangedMeanwhile):
        change_mission(session, central, mission.id, renamed(before, "first"))
    change_mission(session, central, mission.id, replace(renamed(before, "first"), version=mission.version))

    assert steps_of(session, mission) == [(1, "first"), (2, "two, by a colleague")]


def test_a_step_that_contributions_name_is_kept(session: Session, central: Actor) -> None:
    edition = make_edition(session)
    mission = create_mission(session, central, edition.campaign_id, written("one", "two"))
    row = as_stored(session, central, mission)
    feedback = make_feedback(session, edition=edition, author=make_person(session), mission=mission)
    feedback.step_id = row.steps[1].id
    session.commit()

    with pytest.raises(StepInUse) as refusal:
        change_mission(session, central, mission.id, renamed(row, "changed", ""))

    assert refusal.value.params == {"number": 2}
    assert steps_of(session, mission) == [(1, "one"), (2, "two")]
    change_mission(session, central, mission.id, renamed(row, "", "two, in other words"))
    assert steps_of(session, mission) == [(1, "two, in other words")]


def test_a_step_of_another_mission_is_not_touched(session: Session, central: Actor) -> None:
    campaign = make_campaign(session)
    mine = create_mission(session, central, campaign.id, written("mine"))
    other = create_mission(session, central, campaign.id, written("theirs"))
    foreign = as_stored(session, central, other).steps[0].id
    data = MissionInput(8, {"en": "a"}, {"en": "b"}, (StepInput({}, foreign), StepInput({"en": "new"}, foreign)))

    change_mission(session, central, mine.id, data)

    assert steps_of(session, other) == [(1, "theirs")]
    assert steps_of(session, mine) == [(1, "mine"), (2, "new")]


def test_the_system_writes_missions_of_the_demonstration(session: Session) -> None:
    mission = create_mission(session, SYSTEM, make_campaign(session).id, written("Open"))
    assert (
        session.scalars(select(Translation.by_id).where(Translation.text_id == mission.title_text_id)).first() is None
    )


def test_a_mission_is_about_a_product_of_its_campaign(session: Session, central: Actor) -> None:
    campaign = make_campaign(session)
    tested, other = Product(code="tested", name="Our loan"), Product(code="other", name="Another loan")
    session.add_all([tested, other])
    session.flush()
    session.execute(insert(campaign_products).values(campaign_id=campaign.id, product_id=tested.id, position=1))
    session.commit()
    mission = create_mission(session, central, campaign.id, replace(written("Open"), product_id=tested.id))
    assert as_stored(session, central, mission).product_id == tested.id
    with refused(session, ProductNotTested):
        create_mission(session, central, campaign.id, replace(written("Look"), product_id=other.id))
    row = as_stored(session, central, mission)
    with refused(session, ProductNotTested):
        change_mission(session, central, mission.id, replace(renamed(row, "Open"), product_id=other.id))
    change_mission(session, central, mission.id, renamed(row, "Open"))
    assert as_stored(session, central, mission).product_id is None
