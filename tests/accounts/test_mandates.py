"""Mandates: given, held, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, permutations

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts import errors
from app.accounts.models import Mandate, Person
from app.accounts.queries import MandateFilter, campaign_choices, mandates_page, rights_of
from app.accounts.service import MandateInput, confirm_mandate, end_mandate, give_mandate, refuse_mandate
from app.accounts.types import MandateStatus, PersonStatus
from app.campaigns.types import CampaignPurpose
from app.core import clock, idents
from app.core.errors import Forbidden, NotFound, NotPossibleNow
from app.journal.models import JournalEntry
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Grant, Role
from app.policy.apart import excluded_by
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign
from tests.refusals import refused

DAY = timedelta(days=1)


def grants(session: Session, person_id: int) -> frozenset[Grant]:
    """Return the roles the next request would see."""
    return rights_of(session, SYSTEM, [person_id])[person_id].grants


def test_i1_a_role_counts_from_the_next_request(session: Session) -> None:
    person, entity, campaign = make_person(session), make_entity(session), make_campaign(session)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    data = MandateInput(person.id, Role.AMBASSADOR, entity.id, campaign.id, ("pt", "fr"), ends_on=clock.today() + DAY)
    mandate = give_mandate(session, central, data)
    assert grants(session, person.id) == {Grant(Role.AMBASSADOR, entity.id, campaign.id, frozenset({"pt", "fr"}))}
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.action, entry.actor_id, entry.entity_id) == (
        "accounts.give_mandate", central.person_id, entity.id,
    )  # fmt: skip
    assert entry.details["role"] == "ambassador"
    message = session.scalars(select(OutboxMessage)).one()
    assert message.payload == {"mandate_id": mandate.id, "person_id": person.id}


def test_s07_an_ended_role_is_gone_at_the_next_request(session: Session) -> None:
    person, entity = make_person(session), make_entity(session)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    old = make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    end_mandate(session, central, old.id)
    with refused(session, errors.RolesApart):  # put down and taken up again within a day
        give_mandate(session, central, MandateInput(person.id, Role.COMMUNITY_MANAGER, entity.id))
    fresh = give_mandate(session, central, MandateInput(person.id, Role.SPONSOR, entity.id))
    end_mandate(session, central, fresh.id)
    assert grants(session, person.id) == frozenset()
    assert {(row.status, row.ends_on) for row in session.scalars(select(Mandate))} == {
        (MandateStatus.ENDED, clock.today())
    }
    held = mandates_page(session, central, MandateFilter(day=clock.today())).rows
    assert {row.id for row in held} == {old.id, fresh.id}  # for a part of the day
    ended = session.scalars(select(JournalEntry).where(JournalEntry.action == "accounts.end_mandate")).all()
    assert {entry.object_id for entry in ended} == {old.id, fresh.id}
    end_mandate(session, central, old.id)  # twice does nothing more
    assert len(session.scalars(select(OutboxMessage).where(OutboxMessage.name == "accounts.mandate_ended")).all()) == 2


def test_a_mandate_is_in_force_on_both_its_days(session: Session) -> None:
    person, today = make_person(session), clock.today()
    for starts_on, ends_on, role in (
        (today - DAY, today, Role.SPONSOR),
        (today, today, Role.DPO),
        (today - DAY, today - DAY, Role.PRODUCT_TEAM),
        (today + DAY, None, Role.REPRESENTATIVE),
    ):
        make_mandate(session, person=person, role=role, starts_on=starts_on, ends_on=ends_on)
    assert {grant.role for grant in grants(session, person.id)} == {Role.SPONSOR, Role.DPO}


@pytest.mark.parametrize("role", Role, ids=str)
def test_the_central_team_gives_the_local_roles_only(session: Session, role: Role) -> None:
    person, entity = make_person(session), make_entity(session)
    data = MandateInput(person.id, role, entity.id, languages=("en",))
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    if role in {Role.AMBASSADOR, Role.COMMUNITY_MANAGER, Role.SPONSOR}:
        mandate = give_mandate(session, central, data)
        end_mandate(session, central, mandate.id)
        return
    with refused(session, Forbidden):
        give_mandate(session, central, data)
    mandate = give_mandate(session, actor_for(make_person(session), Role.ADMINISTRATOR), data)
    with refused(session, Forbidden):
        end_mandate(session, central, mandate.id)


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.COMMUNITY_MANAGER, Role.AMBASSADOR, Role.DPO])
def test_other_roles_neither_give_nor_end_nor_list(session: Session, role: Role) -> None:
    entity = make_entity(session)
    actor, person = actor_for(make_person(session, entity=entity), role, entity=entity), make_person(session)
    mandate = make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    with refused(session, Forbidden):
        give_mandate(session, actor, MandateInput(actor.person_id, Role.SPONSOR, entity.id))
    with refused(session, Forbidden):
        end_mandate(session, actor, mandate.id)
    with refused(session, Forbidden):
        mandates_page(session, actor)


def test_what_a_mandate_needs(session: Session) -> None:
    person, entity, today = make_person(session), make_entity(session), clock.today()
    closed = make_person(session, status=PersonStatus.DISABLED)
    actor = actor_for(make_person(session), Role.ADMINISTRATOR)
    for data, refusal in (
        (MandateInput(person.id, Role.SPONSOR), errors.EntityNeeded),
        (MandateInput(person.id, Role.REPRESENTATIVE), errors.EntityNeeded),
        (MandateInput(person.id, Role.AMBASSADOR, entity.id), errors.LanguagesNeeded),
        (MandateInput(person.id, Role.DPO, starts_on=today - DAY), errors.StartsInPast),
        (MandateInput(person.id, Role.DPO, starts_on=today, ends_on=today - DAY), errors.EndsBeforeStart),
        (MandateInput(closed.id, Role.DPO), errors.UnknownPerson),
        (MandateInput(42, Role.DPO), errors.UnknownPerson),
    ):
        with refused(session, refusal):
            give_mandate(session, actor, data)


def test_a_role_is_held_once_at_a_time(session: Session) -> None:
    person, entity, today = make_person(session), make_entity(session), clock.today()
    actor = actor_for(make_person(session), Role.ADMINISTRATOR)
    give_mandate(session, actor, MandateInput(person.id, Role.SPONSOR, entity.id, ends_on=today + 9 * DAY))
    for starts_on, ends_on in ((today, None), (today + 9 * DAY, None), (today, today)):
        data = MandateInput(person.id, Role.SPONSOR, entity.id, starts_on=starts_on, ends_on=ends_on)
        with refused(session, errors.AlreadyHeld):
            give_mandate(session, actor, data)
    give_mandate(session, actor, MandateInput(person.id, Role.SPONSOR, entity.id, starts_on=today + 10 * DAY))
    give_mandate(session, actor, MandateInput(person.id, Role.SPONSOR, make_entity(session).id))


def test_an_administrator_keeps_their_own_keys(session: Session) -> None:
    person = make_person(session)
    actor = actor_for(person, Role.ADMINISTRATOR)
    mandate = make_mandate(session, person=person, role=Role.ADMINISTRATOR)
    with refused(session, errors.OwnMandate):
        end_mandate(session, actor, mandate.id)
    with refused(session, NotFound):
        end_mandate(session, actor, 42)


def test_i1_who_could_do_what_on_that_day(session: Session, queries: CountQueries) -> None:
    here, there, today = make_entity(session), make_entity(session), clock.today()
    actor = actor_for(make_person(session), Role.CENTRAL_TEAM)
    person = make_person(session)
    past = make_mandate(
        session, person=person, role=Role.SPONSOR, entity=here, starts_on=today - 9 * DAY, ends_on=today - 5 * DAY
    )
    now = make_mandate(session, person=person, role=Role.AMBASSADOR, entity=here, languages=("pt",))
    make_mandate(session, person=person, role=Role.SPONSOR, entity=there)
    with queries() as statements:
        rows = mandates_page(session, actor, MandateFilter(here.id, day=today - 5 * DAY)).rows
    assert [row.id for row in rows] == [past.id]
    assert len(statements) == 1
    assert [row.id for row in mandates_page(session, actor, MandateFilter(here.id)).rows] == [past.id, now.id]
    assert mandates_page(session, actor, MandateFilter(here.id, day=today)).rows[0].languages == ("pt",)


@pytest.mark.parametrize("order", ["name", "end"])
def test_the_list_is_read_in_pages(session: Session, monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    monkeypatch.setattr("app.accounts.queries.lists.MANDATES_PER_PAGE", 3)
    actor = actor_for(make_person(session), Role.ADMINISTRATOR)
    given = {make_mandate(session, person=make_person(session), role=Role.DPO).id for _ in range(7)}
    seen: list[int] = []
    key, pages = "", 0
    while pages == 0 or key:
        page = mandates_page(session, actor, after=key, by_end=order == "end")
        seen += [row.id for row in page.rows]
        key, pages = page.next_key, pages + 1
    assert (len(seen), set(seen), pages) == (7, given, 3)
    assert len(mandates_page(session, actor, after="yesterday~x").rows) == 3


@pytest.mark.parametrize("role", [Role.CENTRAL_TEAM, Role.ADMINISTRATOR])
def test_nobody_gives_a_mandate_to_themselves(session: Session, role: Role) -> None:
    person, entity = make_person(session), make_entity(session)
    with refused(session, errors.GivenToOneself):
        give_mandate(session, actor_for(person, role), MandateInput(person.id, Role.COMMUNITY_MANAGER, entity.id))
    with pytest.raises(IntegrityError, match="not_self_given"):
        session.execute(
            insert(Mandate).values(
                person_id=person.id, role=Role.DPO, starts_on=clock.today(), given_by_id=person.id,
                languages=[], status=MandateStatus.GIVEN, created_at=clock.now(), id=1,
            )
        )  # fmt: skip


def test_a_role_beside_one_that_excludes_it_is_never_held_without_a_second_colleague(session: Session) -> None:
    person, giver, second = (make_person(session).id for _ in range(3))
    values = {
        "person_id": person, "role": Role.SPONSOR, "starts_on": clock.today(), "given_by_id": giver, "languages": [],
        "created_at": clock.now(), "reason": "The other sponsor is away.", "status": MandateStatus.PROPOSED, "id": 1,
    }  # fmt: skip
    session.execute(insert(Mandate).values(values))
    with pytest.raises(IntegrityError, match="agreed_by_second_person"), session.begin_nested():
        session.execute(update(Mandate).values(status=MandateStatus.GIVEN))
    session.execute(update(Mandate).values(status=MandateStatus.GIVEN, decided_by_id=second))
    with pytest.raises(IntegrityError, match="agreed_by_second_person"), session.begin_nested():
        session.execute(delete(Person).where(Person.id == second))


def test_what_has_not_begun_is_cancelled_and_was_never_held(session: Session) -> None:
    actor, person = actor_for(make_person(session), Role.ADMINISTRATOR), make_person(session)
    day = clock.today() + 3 * DAY
    mandate = give_mandate(session, actor, MandateInput(person.id, Role.DPO, starts_on=day))
    end_mandate(session, actor, mandate.id)
    assert (mandate.status, mandate.starts_on, mandate.ends_on) == (MandateStatus.CANCELLED, day, None)
    assert not mandates_page(session, actor, MandateFilter(day=day)).rows
    assert [row.id for row in mandates_page(session, actor).rows] == [mandate.id]


APART = [
    (one, other)
    for one, other in combinations(Role, 2)
    if not (
        {one, other} <= {Role.AMBASSADOR, Role.COMMUNITY_MANAGER}
        or ({one, other} & {Role.REPRESENTATIVE, Role.DPO, Role.ADMINISTRATOR}
            and not {one, other} & {Role.AMBASSADOR, Role.COMMUNITY_MANAGER})
    )
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), list(permutations(Role, 2)), ids=str)
def test_which_roles_exclude_one_another(one: Role, other: Role) -> None:
    assert (other in excluded_by(one)) is ((one, other) in APART or (other, one) in APART)


def test_roles_kept_apart_need_a_reason_and_a_second_colleague(session: Session) -> None:
    entity, person = make_entity(session), make_person(session)
    first, second = (actor_for(make_person(session), Role.CENTRAL_TEAM) for _ in range(2))
    give_mandate(session, first, MandateInput(person.id, Role.SPONSOR, entity.id))
    wanted = MandateInput(person.id, Role.COMMUNITY_MANAGER, entity.id)
    with refused(session, errors.RolesApart):
        give_mandate(session, first, wanted)
    mandate = give_mandate(session, first, replace(wanted, reason="Nobody else reads Catalan."))
    assert {grant.role for grant in grants(session, person.id)} == {Role.SPONSOR}
    assert [row.id for row in mandates_page(session, first, MandateFilter(is_proposed=True)).rows] == [mandate.id]
    concerned = actor_for(person, Role.CENTRAL_TEAM)
    for actor in (first, concerned, actor_for(make_person(session), Role.SPONSOR, entity=entity)):
        with refused(session, Forbidden):
            confirm_mandate(session, actor, mandate.id)
        with refused(session, Forbidden):
            refuse_mandate(session, actor, mandate.id)
    confirm_mandate(session, second, mandate.id)
    assert {grant.role for grant in grants(session, person.id)} == {Role.SPONSOR, Role.COMMUNITY_MANAGER}
    with refused(session, NotPossibleNow):
        refuse_mandate(session, second, mandate.id)
    actions = session.scalars(select(JournalEntry.action).order_by(JournalEntry.at)).all()
    assert actions == ["accounts.give_mandate", "accounts.propose_mandate", "accounts.confirm_mandate"]
    told = session.scalars(select(OutboxMessage.name).order_by(OutboxMessage.id)).all()
    assert sorted(told) == ["accounts.mandate_given", "accounts.mandate_given", "accounts.mandate_proposed"]


def test_a_role_that_is_refused_never_gives_a_right(session: Session) -> None:
    entity, person = make_entity(session), make_person(session)
    first, second = (actor_for(make_person(session), Role.ADMINISTRATOR) for _ in range(2))
    make_mandate(session, person=person, role=Role.PRODUCT_TEAM)
    mandate = give_mandate(session, first, MandateInput(person.id, Role.SPONSOR, entity.id, reason="For a week."))
    refuse_mandate(session, second, mandate.id)
    assert {grant.role for grant in grants(session, person.id)} == {Role.PRODUCT_TEAM}
    assert not mandates_page(session, first, MandateFilter(role=Role.SPONSOR, day=clock.today())).rows
    assert [row.status for row in mandates_page(session, first, MandateFilter(role=Role.SPONSOR)).rows] == [
        MandateStatus.REFUSED
    ]
    end_mandate(session, first, mandate.id)
    assert mandate.status is MandateStatus.REFUSED


def test_roles_are_kept_apart_where_and_when_they_meet(session: Session) -> None:
    here, there, person, today = make_entity(session), make_entity(session), make_person(session), clock.today()
    one, two = make_campaign(session), make_campaign(session)
    actor = actor_for(make_person(session), Role.ADMINISTRATOR)
    give_mandate(session, actor, MandateInput(person.id, Role.SPONSOR, here.id, one.id, ends_on=today + 5 * DAY))
    for entity_id, campaign_id, starts_on in (
        (here.id, one.id, today),
        (None, one.id, today),
        (None, None, today + 5 * DAY),
        (here.id, None, today),
    ):
        data = MandateInput(person.id, Role.PRODUCT_TEAM, entity_id, campaign_id, starts_on=starts_on)
        with refused(session, errors.RolesApart):
            give_mandate(session, actor, data)
    for entity_id, campaign_id, starts_on in (
        (here.id, two.id, today),
        (there.id, one.id, today),
        (here.id, one.id, today + 6 * DAY),
    ):
        data = MandateInput(person.id, Role.PRODUCT_TEAM, entity_id, campaign_id, starts_on=starts_on)
        assert give_mandate(session, actor, data).status is MandateStatus.GIVEN


def test_the_list_is_sorted_and_searched_by_name(session: Session) -> None:
    actor = actor_for(make_person(session), Role.ADMINISTRATOR)
    for name in ("Zoé Martin", "Ana Rebelo", "Inês Carvalhal"):
        make_mandate(session, person=make_person(session, name=name), role=Role.DPO)
    assert [row.person_name for row in mandates_page(session, actor).rows] == [
        "Ana Rebelo", "Inês Carvalhal", "Zoé Martin",
    ]  # fmt: skip
    assert [row.person_name for row in mandates_page(session, actor, MandateFilter(name="carval")).rows] == [
        "Inês Carvalhal"
    ]
    assert not mandates_page(session, actor, MandateFilter(role=Role.SPONSOR)).rows


def test_roles_are_kept_apart_on_the_day_one_was_ended_and_not_after(session: Session) -> None:
    entity, person, today = make_entity(session), make_person(session), clock.today()
    actor = actor_for(make_person(session), Role.ADMINISTRATOR)
    steering = make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    end_mandate(session, actor, steering.id)
    data = MandateInput(person.id, Role.COMMUNITY_MANAGER, entity.id)
    with refused(session, errors.RolesApart):
        give_mandate(session, actor, data)
    mandate = give_mandate(session, actor, replace(data, starts_on=today + DAY))
    assert mandate.status is MandateStatus.GIVEN
    with refused(session, errors.RolesApart):
        give_mandate(session, actor, MandateInput(person.id, Role.CENTRAL_TEAM, starts_on=today + DAY))
    with refused(session, errors.RolesApart):
        give_mandate(session, actor, replace(data, reason=" \n", ends_on=today))
    proposed = give_mandate(session, actor, replace(data, reason="From today on.", ends_on=today))
    assert proposed.status is MandateStatus.PROPOSED


def test_what_is_only_proposed_was_held_on_no_day(session: Session) -> None:
    entity, person, today = make_entity(session), make_person(session), clock.today()
    first, second = (actor_for(make_person(session), Role.CENTRAL_TEAM) for _ in range(2))
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    managers = MandateFilter(role=Role.COMMUNITY_MANAGER, day=today)
    data = MandateInput(person.id, Role.COMMUNITY_MANAGER, entity.id, reason="For a week.", ends_on=today + DAY)
    mandate = give_mandate(session, first, data)
    assert mandates_page(session, first, managers).rows == ()
    confirm_mandate(session, second, mandate.id)
    end_mandate(session, second, mandate.id)
    assert [row.id for row in mandates_page(session, first, managers).rows] == [mandate.id]
    assert mandates_page(session, first, replace(managers, day=today + DAY)).rows == ()


def test_a_mandate_shows_the_title_of_its_campaign_in_the_readers_language(session: Session) -> None:
    campaign = make_campaign(session, slug="own-app", texts={"en": "The loan", "fr": "Le prêt"})
    actor = replace(actor_for(make_person(session), Role.CENTRAL_TEAM), locale="fr")
    make_mandate(session, person=make_person(session), role=Role.PRODUCT_TEAM, campaign_id=campaign.id)
    assert [row.campaign_title for row in mandates_page(session, actor).rows] == ["Le prêt"]
    assert [row.title for row in campaign_choices(session, actor)] == ["Le prêt"]


def test_nobody_has_a_role_in_a_template(session: Session) -> None:
    campaign = make_campaign(session, texts={"en": "The loan"})
    make_campaign(session, texts={"en": "A beta-test"}).purpose = CampaignPurpose.TEMPLATE
    session.flush()
    actor = actor_for(make_person(session), Role.CENTRAL_TEAM)
    assert [row.id for row in campaign_choices(session, actor)] == [campaign.id]


def test_a_proposal_is_taken_back_in_its_own_words(session: Session, browser: Browser) -> None:
    entity, person, giver = make_entity(session), make_person(session), make_person(session)
    make_mandate(session, person=giver, role=Role.CENTRAL_TEAM)
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    data = MandateInput(person.id, Role.COMMUNITY_MANAGER, entity.id, reason="For a week.")
    mandate = give_mandate(session, actor_for(giver, Role.CENTRAL_TEAM), data)
    client = browser.as_(giver)
    assert "Withdraw the proposal" in client.get("/mandates").text
    answer = client.post(f"/mandates/{idents.encode(mandate.id)}/end", follow_redirects=True)
    assert "The mandate was withdrawn before it began." in answer.text
    assert "Withdraw the proposal" not in answer.text
