"""Each check finds what is not as it should be, in its colour, for the same few statements."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import Mandate
from app.campaigns.models import Campaign, Edition, EditionLocal, Phase, campaign_products
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.known_issues.models import KnownIssue
from app.missions.models import MissionStep
from app.policy.actor import SYSTEM, Role
from app.readiness.errors import NotReady
from app.readiness.queries import readiness_of, readiness_of_editions
from app.readiness.queries.registry import CHECKS
from app.readiness.service import open_edition
from app.readiness.types import CheckFinding, Colour, InLanguage
from app.texts.models import Translation
from app.texts.types import TranslationState
from app.texts.write import change_text, new_text
from tests.campaigns.world import central_team, events, ready_edition
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.refusals import refused


def found(session: Session, edition: Edition, colour: Colour = Colour.RED) -> list[str]:
    """Return the names of the checks that found something of a colour."""
    session.flush()
    return [each.check for each in readiness_of(session, SYSTEM, edition.id).of(colour)]


def test_each_check_has_a_name_of_its_own_and_says_something_of_each_edition(session: Session) -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    findings = readiness_of(session, SYSTEM, ready_edition(session).id).findings
    assert {each.check for each in findings} == set(names)
    order = list(Colour)
    assert [order.index(each.colour) for each in findings] == sorted(order.index(each.colour) for each in findings)


def test_an_empty_edition_says_everything_it_lacks(session: Session) -> None:
    entity = make_entity(session, locales=("pt-PT", "en"))
    edition = make_edition(session, entity=entity, status=EditionStatus.DRAFT, phase=None)
    make_mission(session, campaign=session.get_one(Campaign, edition.campaign_id), steps=0)
    with pytest.raises(NotReady) as refusal:
        open_edition(session, central_team(session), edition.id)
    findings = readiness_of(session, SYSTEM, edition.id).of(Colour.RED)
    assert refusal.value.params["findings"] == findings
    named = [each.check for each in findings]
    assert [name for name in named if name in {"texts", "missions", "phases", "products"}] == [
        "texts", "texts", "texts", "missions", "missions", "phases", "phases", "products",
    ]  # fmt: skip
    texts = next(each for each in findings if each.check == "texts")
    assert texts.words.values["language"] == InLanguage("pt-PT")
    assert session.get_one(Edition, edition.id).status is EditionStatus.DRAFT
    assert events(session) == []


def test_a_parent_language_is_enough_and_a_draft_is_not(session: Session) -> None:
    campaign = make_campaign(session, texts={"en": "Title", "pt": "Título"})
    edition = ready_edition(session, campaign=campaign, entity=make_entity(session, locales=("pt-PT",)))
    for text_id in (campaign.pitch_text_id, campaign.description_text_id):
        change_text(session, SYSTEM, text_id, {"pt-PT": "Texto"})
    assert found(session, edition) == ["missions"]
    draft = session.get_one(Translation, (campaign.pitch_text_id, "pt-PT"))
    draft.state = TranslationState.DRAFT
    assert found(session, edition) == ["texts", "missions"]


def test_each_thing_that_goes_is_missed(session: Session) -> None:
    edition = ready_edition(session)
    assert readiness_of(session, SYSTEM, edition.id).is_ready
    session.execute(delete(campaign_products))
    session.execute(delete(MissionStep))
    session.execute(delete(Phase).where(Phase.kind == PhaseKind.TEST))
    assert found(session, edition) == ["missions", "phases", "products"]


def test_another_language_of_the_entity_is_worth_a_look(session: Session) -> None:
    campaign = make_campaign(session, texts={"en": "Title", "fr": "Titre"})
    edition = ready_edition(session, campaign=campaign, entity=make_entity(session, locales=("en", "fr")))
    [missing] = [each for each in orange(session, edition) if each.check == "languages"]
    assert (missing.words.num, missing.words.values["language"]) == (6, InLanguage("fr"))  # two of three, and a mission
    change_text(session, SYSTEM, campaign.title_text_id, {"en": "Another title"})
    session.flush()
    missing, outdated = [each for each in orange(session, edition) if each.check == "languages"]
    assert (missing.words.num, outdated.words.num) == (6, 1)
    assert "out of date" in outdated.words.one
    assert readiness_of(session, SYSTEM, edition.id).is_ready, "it holds nothing back"


def test_the_words_of_the_entity_are_worth_a_look_in_each_of_its_languages(session: Session) -> None:
    campaign = make_campaign(session, texts={"en": "Title", "fr": "Titre", "de": "Titel"})
    edition = ready_edition(session, campaign=campaign, entity=make_entity(session, locales=("en", "fr", "de")))

    def said() -> list[tuple[str, object]]:
        session.flush()
        lines = [each for each in orange(session, edition) if each.check == "local_words"]
        return [
            ("date" if "out of date" in each.words.one else "missing", each.words.values["language"]) for each in lines
        ]

    assert said() == [], "nothing is added"
    text_id = new_text(session, SYSTEM, "en", {"en": "Bring your card.", "de": "Bringen Sie Ihre Karte mit."})
    neighbour = make_entity(session, locales=("en", "fr", "de"))
    other = make_edition(session, campaign=campaign, entity=neighbour, status=EditionStatus.DRAFT)
    session.add(EditionLocal(edition_id=edition.id, text_id=text_id))
    assert said() == [("missing", InLanguage("fr"))]
    session.get_one(Translation, (text_id, "de")).state = TranslationState.DRAFT
    assert said() == [("missing", InLanguage("fr")), ("missing", InLanguage("de"))]
    session.get_one(Translation, (text_id, "de")).state = TranslationState.VALIDATED
    change_text(session, SYSTEM, text_id, {"en": "Bring your new card."})
    assert said() == [("missing", InLanguage("fr")), ("date", InLanguage("de"))]
    assert readiness_of(session, SYSTEM, edition.id).is_ready, "it holds nothing back"
    assert "local_words" in found(session, other, Colour.GREEN), "another entity's words are its own"


def orange(session: Session, edition: Edition) -> tuple[CheckFinding, ...]:
    return readiness_of(session, SYSTEM, edition.id).of(Colour.ORANGE)


def test_known_issues_are_worth_entering(session: Session) -> None:
    edition = ready_edition(session)
    assert "known_issues" in found(session, edition, Colour.ORANGE)
    words = [new_text(session, SYSTEM, "en", {"en": text}) for text in ("Slow", "On old phones.")]
    issue = KnownIssue(campaign_id=edition.campaign_id, product_id=None, title_text_id=words[0], body_text_id=words[1])
    session.add(issue)
    assert "known_issues" in found(session, edition, Colour.GREEN)


def test_one_community_manager_alone_is_worth_a_look(session: Session) -> None:
    entity, other = make_entity(session), make_entity(session)
    edition = make_edition(session, entity=entity, status=EditionStatus.DRAFT)

    def said() -> str:
        [cover] = [each for each in readiness_of(session, SYSTEM, edition.id).findings if each.check == "cover"]
        return cover.words.one.split()[0] + cover.colour

    first = make_person(session, entity=entity)
    make_mandate(session, person=make_person(session, entity=other), role=Role.COMMUNITY_MANAGER, entity=other)
    elsewhere = make_campaign(session)
    make_mandate(session, person=first, role=Role.COMMUNITY_MANAGER, entity=entity, campaign_id=elsewhere.id)
    assert said() == "Nobodyorange"
    make_mandate(session, person=first, role=Role.COMMUNITY_MANAGER, entity=entity)
    make_mandate(session, person=first, role=Role.COMMUNITY_MANAGER, campaign_id=edition.campaign_id)
    assert said() == "Oneorange"
    second = make_person(session, entity=entity)
    past = clock.today() - timedelta(days=9)
    over = make_mandate(
        session, person=second, role=Role.COMMUNITY_MANAGER, entity=entity, starts_on=past, ends_on=past
    )
    assert said() == "Oneorange"
    session.get_one(Mandate, over.id).ends_on = clock.today() + timedelta(days=9)
    session.flush()
    assert said() == "Severalgreen"


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.PRODUCT_TEAM, Role.REPRESENTATIVE, Role.ADMINISTRATOR])
def test_who_neither_prepares_nor_approves_knows_nothing_of_it(session: Session, role: Role) -> None:
    edition = ready_edition(session)
    actor, central = actor_for(make_person(session), role), central_team(session)
    with refused(session, Forbidden):
        readiness_of(session, actor, edition.id)
    with refused(session, NotFound):
        readiness_of(session, central, 999)


def test_the_list_costs_the_same_for_many_editions_and_texts(session: Session, queries: CountQueries) -> None:
    first = ready_edition(session)
    ids = [first.id]
    campaign = session.get_one(Campaign, first.campaign_id)
    with queries() as few:
        readiness_of_editions(session, SYSTEM, ids)
    for number in range(2, 6):
        make_mission(session, campaign=campaign, number=number)
        ids.append(make_edition(session, campaign=campaign, status=EditionStatus.DRAFT).id)
        ids.append(ready_edition(session).id)
    with queries() as many:
        found = readiness_of_editions(session, SYSTEM, ids)
    assert set(found) == set(ids)
    assert len(few) == len(many) <= 8  # two of them for safeguards
    with queries() as none:
        assert readiness_of_editions(session, SYSTEM, []) == {}
    assert len(none) == 0
