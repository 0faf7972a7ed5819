"""Who sees which campaign, and what a page costs whatever there is to show."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import rights_of
from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.queries import (
    animators_of,
    campaign_by_slug,
    campaigns_page,
    edition_by_id_for_update,
    products_of,
    shared_roles_of,
    translations_of,
)
from app.campaigns.types import EditionStatus, IdentityLevel, PhaseKind
from app.core import clock
from app.core.errors import NotFound
from app.policy.actor import SYSTEM, Actor, Role
from app.policy.facts import Facts
from app.texts.write import change_text
from tests.campaigns.world import central_team, ready_edition
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition


def slugs(session: Session, actor: Actor) -> list[str]:
    """Return the addresses of the campaigns in somebody's list."""
    return [row.campaign.slug for row in campaigns_page(session, actor).rows]


def tester_of(session: Session, edition: Edition) -> Actor:
    """Return a tester of an edition's entity, as they sign in."""
    person = make_person(session)
    person.entity_id = edition.entity_id
    session.flush()
    is_open = edition.status is not EditionStatus.DRAFT
    return actor_for(person, open_campaigns=(edition.campaign_id,) if is_open else ())


def fill(session: Session, campaign: Campaign, editions: int) -> None:
    """Give a campaign more entities, each with all its phases."""
    now = clock.now()
    for _number in range(editions):
        edition = make_edition(session, campaign=campaign, phase=None)
        for days, kind in enumerate(PhaseKind):
            starts_at = now + timedelta(days=days)
            session.add(Phase(edition_id=edition.id, kind=kind, starts_at=starts_at, ends_at=starts_at + timedelta(1)))
    session.flush()


def test_a_tester_reads_the_campaign_of_their_entity(session: Session, queries: CountQueries) -> None:
    campaign = make_campaign(session, slug="loan-app")
    mine = make_edition(session, campaign=campaign)
    fill(session, campaign, 1)
    tester = tester_of(session, mine)
    with queries() as few:
        row = campaign_by_slug(session, tester, "loan-app")
    assert row.edition is not None
    assert (row.edition.id, row.edition.is_open, len(row.editions)) == (mine.id, True, 2)
    assert row.facts == row.edition.facts == Facts(
        entity_id=mine.entity_id, campaign_id=campaign.id, edition_id=mine.id,
        accepts_feedback=True, is_live=True, is_open_to_enrol=True,
    )  # fmt: skip
    assert row.offers(IdentityLevel.UNTRACEABLE)
    fill(session, campaign, 6)
    with queries() as many:
        assert len(campaign_by_slug(session, tester, "loan-app").editions) == 8
    assert len(few) == len(many) == 1


def test_facts_of_the_row_are_those_of_the_model(session: Session) -> None:
    edition = ready_edition(session)
    row = campaign_by_slug(session, central_team(session), session.get_one(Campaign, edition.campaign_id).slug)
    loaded = edition_by_id_for_update(session, SYSTEM, edition.id)
    assert row.editions[0].facts == loaded.facts_at(clock.now())


def test_phases_come_in_order_and_the_one_under_way_is_known(session: Session) -> None:
    campaign = make_campaign(session)
    make_edition(session, campaign=campaign, phase=None)
    edition = session.scalars(select(Edition)).one()
    now = clock.now()
    for kind, start, end in ((PhaseKind.TEST, 2, 4), (PhaseKind.RECRUIT, -1, 2)):
        starts_at, ends_at = now + timedelta(start), now + timedelta(end)
        session.add(Phase(edition_id=edition.id, kind=kind, starts_at=starts_at, ends_at=ends_at))
    session.flush()
    row = campaign_by_slug(session, central_team(session), campaign.slug).editions[0]
    assert [phase.kind for phase in row.phases] == ["recruit", "test"]
    first, second = row.phases
    assert first.ends_at is not None
    assert second.ends_at is not None
    assert (row.phase_at(now), row.phase_at(first.ends_at), row.phase_at(second.ends_at)) == (first, second, None)
    assert (row.phase(PhaseKind.TEST), row.phase(PhaseKind.VOTE)) == (second, None)


@pytest.mark.parametrize("slug", ["prepared", "elsewhere", "nowhere", "..", "x" * 5000, "a'; --"])
def test_what_is_not_open_to_a_tester_is_as_absent_as_what_is_not_there(session: Session, slug: str) -> None:
    draft = make_edition(session, campaign=make_campaign(session, slug="prepared"), status=EditionStatus.DRAFT)
    make_edition(session, campaign=make_campaign(session, slug="elsewhere"))
    tester = tester_of(session, draft)
    with pytest.raises(NotFound):
        campaign_by_slug(session, tester, slug)
    assert slugs(session, tester) == []


def test_drafts_are_seen_by_those_who_hold_a_mandate_there(session: Session) -> None:
    campaign, mine, other = make_campaign(session), make_entity(session), make_entity(session)
    make_edition(session, campaign=campaign, entity=mine)
    draft = make_edition(session, campaign=campaign, entity=other, status=EditionStatus.DRAFT)

    def seen(actor: Actor) -> set[int]:
        return {edition.entity_id for edition in campaign_by_slug(session, actor, campaign.slug).editions}

    tester = actor_for(make_person(session, entity=mine), open_campaigns=(campaign.id,))
    assert seen(tester) == {mine.id}
    assert seen(central_team(session)) == {mine.id, other.id}
    sponsor = actor_for(make_person(session, entity=other), Role.SPONSOR, entity=other)
    assert seen(sponsor) == {other.id}
    assert campaign_by_slug(session, sponsor, campaign.slug).facts.entity_id == draft.entity_id


def test_a_campaign_without_entities_is_the_central_team_s(session: Session) -> None:
    campaign = make_campaign(session, slug="alone")
    central = central_team(session)
    row = campaign_by_slug(session, central, "alone")
    assert (row.edition, row.editions, row.facts) == (None, (), Facts(campaign_id=campaign.id))
    assert slugs(session, central) == ["alone"]
    manager = actor_for(make_person(session), Role.COMMUNITY_MANAGER, entity=make_entity(session))
    with pytest.raises(NotFound):
        campaign_by_slug(session, manager, "alone")
    assert slugs(session, manager) == []


def test_the_list_agrees_with_the_pages_for_everybody(session: Session) -> None:
    entities = [make_entity(session) for _number in range(3)]
    campaigns = [make_campaign(session) for _number in range(4)]
    statuses = (EditionStatus.OPEN, EditionStatus.DRAFT, EditionStatus.CLOSED)
    for number, campaign in enumerate(campaigns[:3]):
        for step, entity in enumerate(entities):
            make_edition(session, campaign=campaign, entity=entity, status=statuses[(number + step) % 3])
    opened = tuple(campaign.id for campaign in campaigns[:2])
    cast = [actor_for(make_person(session, entity=entities[0]), open_campaigns=opened), actor_for(make_person(session))]
    for role in Role:
        person = make_person(session, entity=entities[1])
        cast += [actor_for(person, role), actor_for(person, role, entity=entities[2])]
    for actor in cast:
        reachable = []
        for campaign in reversed(campaigns):
            try:
                reachable.append(campaign_by_slug(session, actor, campaign.slug).slug)
            except NotFound:
                continue
        assert slugs(session, actor) == reachable


def test_the_list_is_paged_from_a_key(session: Session) -> None:
    central = central_team(session)
    made = [make_campaign(session).slug for _number in range(5)]
    first = campaigns_page(session, central, limit=2)
    second = campaigns_page(session, central, first.next_key, limit=2)
    third = campaigns_page(session, central, second.next_key, limit=2)
    found = [row.campaign.slug for page in (first, second, third) for row in page.rows]
    assert (found, third.next_key) == (made[::-1], "")
    for key in ("x", "-1", "1~2", "9" * 40, "²", "0"):
        campaigns_page(session, central, key)


def test_the_list_costs_two_statements_whatever_it_shows(session: Session, queries: CountQueries) -> None:
    central = central_team(session)
    fill(session, make_campaign(session), 2)
    with queries() as few:
        assert len(slugs(session, central)) == 1
    for _number in range(4):
        fill(session, make_campaign(session), 4)
    with queries() as many:
        assert len(slugs(session, central)) == 5
    assert len(few) == len(many) == 2


def test_the_list_is_in_the_reader_s_language(session: Session) -> None:
    campaign = make_campaign(session, texts={"en": "Loan", "fr": "Prêt"})
    person = make_person(session, locale="fr")
    make_edition(session, campaign=campaign)
    row = campaigns_page(session, actor_for(person, open_campaigns=(campaign.id,))).rows[0]
    assert row.texts[campaign.title_text_id].value == "Prêt"
    assert row.texts[campaign.pitch_text_id].is_fallback


def test_an_edition_is_locked_with_what_rules_need(session: Session, queries: CountQueries) -> None:
    edition = ready_edition(session)
    with queries() as statements:
        locked = edition_by_id_for_update(session, SYSTEM, edition.id)
        assert (len(locked.phases), locked.entity.id, locked.campaign.id) == (2, edition.entity_id, edition.campaign_id)
    assert len(statements) == 2
    with pytest.raises(NotFound):
        edition_by_id_for_update(session, actor_for(make_person(session)), edition.id)
    with pytest.raises(NotFound):
        edition_by_id_for_update(session, SYSTEM, 999)


def test_products_are_seen_with_the_campaign(session: Session, queries: CountQueries) -> None:
    edition = ready_edition(session)
    with queries() as statements:
        assert [row.name for row in products_of(session, central_team(session), edition.campaign_id)] == ["Loan app"]
    assert len([one for one in statements.seen if "campaign_products" in one]) == 1
    assert products_of(session, actor_for(make_person(session)), edition.campaign_id) == ()


def test_who_animates_is_named_managers_first(session: Session, queries: CountQueries) -> None:
    campaign, entity, elsewhere = make_campaign(session), make_entity(session), make_entity(session)
    edition = make_edition(session, campaign=campaign, entity=entity)
    tester = tester_of(session, edition)
    place = campaign_by_slug(session, tester, campaign.slug).edition
    assert place is not None
    yesterday = clock.today() - timedelta(days=1)
    for name, role, where, campaign_id, ends_on in (
        ("Ana", Role.AMBASSADOR, entity, None, None),
        ("Bento", Role.COMMUNITY_MANAGER, entity, campaign.id, None),
        ("Gone", Role.AMBASSADOR, entity, None, yesterday),
        ("Sponsor", Role.SPONSOR, entity, None, None),
        ("Another campaign", Role.AMBASSADOR, entity, make_campaign(session).id, None),
        ("Elsewhere", Role.AMBASSADOR, elsewhere, None, None),
    ):
        person = make_person(session, name=name)
        make_mandate(
            session, person=person, role=role, entity=where, campaign_id=campaign_id, ends_on=ends_on,
            starts_on=yesterday - timedelta(days=9),
        )  # fmt: skip
    with queries() as statements:
        found = animators_of(session, tester, place)
    assert [(row.name, row.role) for row in found] == [
        ("Bento", Role.COMMUNITY_MANAGER), ("Ana", Role.AMBASSADOR),
    ]  # fmt: skip
    assert len(statements) == 1


@pytest.mark.parametrize("time_zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_page_names_whoever_has_the_right_at_that_hour_wherever_it_is_read(
    session: Session, time_zone: str, hour: int
) -> None:
    campaign, entity = make_campaign(session), make_entity(session, time_zone=time_zone)
    edition = make_edition(session, campaign=campaign, entity=entity)
    tester, person = tester_of(session, edition), make_person(session, name="Ana")
    place = campaign_by_slug(session, tester, campaign.slug).edition
    assert place is not None
    day = clock.today() + timedelta(days=3)
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=entity, starts_on=day, ends_on=day)
    sponsor = make_mandate(session, person=person, role=Role.SPONSOR, entity=entity, starts_on=day, ends_on=day)
    sponsor.reason, sponsor.decided_by_id = "For a day.", make_person(session).id
    for days, held in ((-1, False), (0, True), (1, False)):
        at = datetime.combine(day + timedelta(days=days), time(hour, 30), tzinfo=UTC)
        with clock.set_to(at):
            assert bool(rights_of(session, SYSTEM, [person.id])[person.id].grants) is held
            assert bool(animators_of(session, tester, place)) is held
            assert bool(shared_roles_of(session, tester, place)) is held


def test_the_bench_costs_the_same_for_many_texts(session: Session, queries: CountQueries) -> None:
    edition = ready_edition(session)
    campaign = session.get_one(Campaign, edition.campaign_id)
    change_text(session, SYSTEM, campaign.title_text_id, {"fr": "Titre"})
    central = central_team(session)
    row = campaign_by_slug(session, central, campaign.slug)
    with queries() as few:
        translations_of(session, central, row)
    fill(session, campaign, 4)
    with queries() as many:
        translations_of(session, central, campaign_by_slug(session, central, campaign.slug))
    assert (len(few), len(many)) == (2, 3)  # the second reads the campaign too
