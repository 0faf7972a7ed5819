"""Nothing opens in an entity before its gate is whole: ticked with a name and a date, and still true today."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from html import unescape
from http import HTTPStatus

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.accounts.service import end_mandate
from app.accounts.types import Function, MandateStatus, PersonStatus
from app.barriers.models import BarrierContact
from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import Forbidden, NotFound, NotPossibleNow
from app.db.session import transaction
from app.entities.models import Entity
from app.entities.types import Stage
from app.gate.errors import GateNotWhole, GateReasonMissing, NobodyInPlace
from app.gate.models import GateTick
from app.gate.queries import ItemRow, gates_of
from app.gate.service import set_stage, tick_item, untick_item
from app.gate.types import GateItem, ItemStanding
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Role
from app.policy.facts import Facts
from app.readiness.errors import NotReady
from app.readiness.service import open_edition
from tests.campaigns.world import central_team, make_whole_gate, ready_edition
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.parallel import together
from tests.refusals import refused


def item_of(session: Session, entity: Entity, item: GateItem) -> ItemRow:
    """Return one item as it stands."""
    session.flush()
    return next(each for each in gates_of(session, SYSTEM, [entity.facts])[entity.id].items if each.item is item)


def test_an_item_is_ticked_with_a_name_and_a_date(session: Session) -> None:
    entity = make_entity(session)
    sponsor, central = make_person(session, entity=entity, name="Teresa"), make_person(session, name="Claire")
    actor = actor_for(central, Role.CENTRAL_TEAM)
    with refused(session, NobodyInPlace):
        tick_item(session, actor, entity.code, GateItem.SPONSOR)
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=entity)
    assert item_of(session, entity, GateItem.SPONSOR).standing is ItemStanding.OPEN
    tick_item(session, actor, entity.code, GateItem.SPONSOR)
    found = item_of(session, entity, GateItem.SPONSOR)
    assert (found.standing, found.names) == (ItemStanding.WHOLE, ("Teresa",))
    assert found.tick is not None
    assert (found.tick.by, found.tick.at.date()) == ("Claire", clock.today())
    with refused(session, NotPossibleNow):
        tick_item(session, actor, entity.code, GateItem.SPONSOR)
    assert "gate.tick" in session.scalars(select(JournalEntry.action)).all()


@pytest.mark.parametrize("item", list(GateItem))
def test_an_item_whose_person_has_left_is_no_longer_whole_and_says_who(session: Session, item: GateItem) -> None:
    entity = make_entity(session, locales=("pt-PT", "en"))
    make_whole_gate(session, entity)
    assert gates_of(session, SYSTEM, [entity.facts])[entity.id].is_whole
    tick_people = item_of(session, entity, item).tick
    assert tick_people is not None
    for person_id in tick_people.people:
        session.get_one(Person, person_id).status = PersonStatus.DISABLED
    found = item_of(session, entity, item)
    assert (found.standing, found.names) == (ItemStanding.BROKEN, ())
    assert set(found.gone) == set(tick_people.names.values())
    assert not gates_of(session, SYSTEM, [entity.facts])[entity.id].is_whole


@pytest.mark.parametrize("how", ["ended", "over", "elsewhere"])
def test_a_mandate_that_ends_breaks_its_item_until_the_central_team_ticks_it_anew(session: Session, how: str) -> None:
    entity, central = make_entity(session), central_team(session)
    make_whole_gate(session, entity)
    mandate = session.scalars(select(Mandate).where(Mandate.role == Role.SPONSOR, Mandate.entity_id == entity.id)).one()
    match how:
        case "ended":
            mandate.status = MandateStatus.ENDED
        case "over":
            mandate.ends_on = clock.today() - timedelta(days=1)
        case _:
            mandate.entity_id = make_entity(session).id
    make_mandate(session, person=make_person(session, entity=entity, name="Next"), role=Role.SPONSOR, entity=entity)
    assert item_of(session, entity, GateItem.SPONSOR).standing is ItemStanding.BROKEN, "nobody has looked at it yet"
    tick_item(session, central, entity.code, GateItem.SPONSOR)
    found = item_of(session, entity, GateItem.SPONSOR)
    assert (found.standing, found.names) == (ItemStanding.WHOLE, ("Next",))
    count = select(func.count()).select_from(GateTick).where(GateTick.item == GateItem.SPONSOR)
    assert session.scalar(count) == 2, "the first one is kept"


def test_ambassadors_come_from_three_departments_and_read_every_language(session: Session) -> None:
    entity, central = make_entity(session, locales=("pt-PT", "de")), central_team(session)
    for function, languages in ((Function.MARKETING, ("pt",)), (Function.HUMAN_RESOURCES, ("pt", "en"))):
        person = make_person(session, entity=entity)
        person.function = function
        make_mandate(session, person=person, role=Role.AMBASSADOR, entity=entity, languages=languages)
    for item in (GateItem.AMBASSADORS, GateItem.LANGUAGES):
        with refused(session, NobodyInPlace):
            tick_item(session, central, entity.code, item)
    third = make_person(session, entity=entity)
    third.function = Function.COMMUNICATION
    make_mandate(session, person=third, role=Role.AMBASSADOR, entity=entity, languages=("de",))
    for item in (GateItem.AMBASSADORS, GateItem.LANGUAGES):
        tick_item(session, central, entity.code, item)
    entity.locales = [*entity.locales, "fr"]
    assert item_of(session, entity, GateItem.LANGUAGES).standing is ItemStanding.BROKEN
    third.function = Function.FINANCE
    assert item_of(session, entity, GateItem.AMBASSADORS).standing is ItemStanding.BROKEN


def test_the_only_manager_stands_in_for_nobody(session: Session) -> None:
    entity, central = make_entity(session), central_team(session)
    person = make_person(session, entity=entity)
    make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, entity=entity)
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=entity, languages=("en",))
    tick_item(session, central, entity.code, GateItem.COMMUNITY_MANAGER)
    with refused(session, NobodyInPlace):
        tick_item(session, central, entity.code, GateItem.COVER)


def test_unticking_needs_a_reason_which_is_kept(session: Session) -> None:
    entity, central = make_entity(session), central_team(session)
    make_whole_gate(session, entity)
    with refused(session, GateReasonMissing):
        untick_item(session, central, entity.code, GateItem.DPO, "  ")
    untick_item(session, central, entity.code, GateItem.DPO, "On leave.")
    assert item_of(session, entity, GateItem.DPO).standing is ItemStanding.OPEN
    with refused(session, NotPossibleNow):
        untick_item(session, central, entity.code, GateItem.DPO, "Again.")
    kept = session.scalars(select(GateTick.reason).where(GateTick.ended_at.is_not(None))).all()
    assert kept == ["On leave."]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CENTRAL_TEAM])
def test_nobody_but_the_central_team_ticks(session: Session, role: Role) -> None:
    entity = make_entity(session)
    make_whole_gate(session, entity)
    actor = actor_for(make_person(session, entity=entity), role)
    error = NotFound if role is Role.PRODUCT_TEAM else Forbidden
    with refused(session, error):
        tick_item(session, actor, entity.code, GateItem.DPO)
    with refused(session, error):
        untick_item(session, actor, entity.code, GateItem.DPO, "Why not.")
    with refused(session, error):
        set_stage(session, actor, entity.code, Stage.PILOT)
    stranger = actor_for(make_person(session))
    with refused(session, Forbidden):
        gates_of(session, stranger, [entity.facts])


def test_an_entity_leaves_preparation_once_its_gate_is_whole(session: Session) -> None:
    entity, central = make_entity(session), central_team(session)
    for stage in (Stage.PILOT, Stage.RUNNING):
        with refused(session, GateNotWhole):
            set_stage(session, central, entity.code, stage)
    make_whole_gate(session, entity)
    assert set_stage(session, central, entity.code, Stage.PILOT).stage is Stage.PILOT
    with refused(session, NotFound):
        set_stage(session, central, "nowhere", Stage.PILOT)


@pytest.mark.parametrize("item", list(GateItem))
def test_no_edition_opens_while_one_item_is_not_whole(session: Session, item: GateItem) -> None:
    edition, central = ready_edition(session), central_team(session)
    entity = session.get_one(Entity, edition.entity_id)
    untick_item(session, central, entity.code, item, "We have to look again.")
    with refused(session, NotReady):
        open_edition(session, central, edition.id)
    tick_item(session, central, entity.code, item)
    assert open_edition(session, central, edition.id).status is EditionStatus.OPEN


def test_nothing_opens_in_a_dormant_entity(session: Session) -> None:
    edition, central = ready_edition(session), central_team(session)
    set_stage(session, central, session.get_one(Entity, edition.entity_id).code, Stage.DORMANT)
    with refused(session, NotReady):
        open_edition(session, central, edition.id)


def test_gates_cost_two_statements_whatever_the_number_of_entities(session: Session, queries: CountQueries) -> None:
    entities = [make_entity(session) for _ in range(3)]
    for entity in entities[:2]:
        make_whole_gate(session, entity)
    with queries() as one:
        gates_of(session, SYSTEM, [entities[0].facts])
    with queries() as all_of_them:
        found = gates_of(session, SYSTEM, [Facts(entity_id=each.id) for each in entities])
    assert len(one) == len(all_of_them) == 2
    assert [found[each.id].is_whole for each in entities] == [True, True, False]


def test_an_item_unticked_while_an_edition_opens_is_before_or_after_it(shared: Engine) -> None:
    for _ in range(4):
        with Session(shared) as session:
            edition = ready_edition(session)
            edition_id, code = edition.id, session.get_one(Entity, edition.entity_id).code
            central = central_team(session)
            session.commit()
        refusals = together(
            shared,
            [
                partial(open_edition, actor=central, edition_id=edition_id),
                partial(
                    untick_item, actor=central, entity_code=code, item=GateItem.COVER, reason="Somebody is leaving."
                ),
            ],
        )
        assert refusals in (["", ""], ["", "edition_not_ready"]), refusals
        with Session(shared) as session:
            opened_at = session.get_one(Edition, edition_id).opened_at
            ended_at = session.scalar(select(GateTick.ended_at).where(GateTick.reason == "Somebody is leaving."))
            assert (opened_at is None) == ("edition_not_ready" in refusals)
            assert ended_at is not None
            session.query(GateTick).filter_by(reason="Somebody is leaving.").update({"reason": "Before."})
            session.commit()


def test_a_mandate_that_ends_while_an_edition_opens_ends_before_or_after_it(shared: Engine) -> None:
    """The gate rests on it: who opens the edition holds it, or finds that it has ended."""
    with Session(shared) as session:
        edition = ready_edition(session)
        edition_id = edition.id
        held = select(Mandate.id).where(Mandate.entity_id == edition.entity_id, Mandate.role == Role.SPONSOR)
        mandate_id = session.scalars(held).one()
        central = central_team(session)
        session.commit()
    with ThreadPoolExecutor(1) as pool, Session(shared) as session:
        with transaction(session):
            open_edition(session, central, edition_id)
            ending = pool.submit(together, shared, [partial(end_mandate, actor=SYSTEM, mandate_id=mandate_id)])
            assert wait([ending], timeout=0.4).not_done
        assert ending.result() == [""]
    with Session(shared) as session:
        assert session.get_one(Edition, edition_id).opened_at is not None
        assert session.get_one(Mandate, mandate_id).status is MandateStatus.ENDED


def test_whoever_is_named_may_go_and_the_tick_says_so(session: Session) -> None:
    entity = make_entity(session)
    make_whole_gate(session, entity)
    contact = session.get_one(BarrierContact, entity.id)
    session.delete(contact)
    assert item_of(session, entity, GateItem.ACCESSIBILITY).standing is ItemStanding.BROKEN


def test_the_page_leads_to_where_somebody_is_put_in_place(session: Session, browser: Browser) -> None:
    """Who may grant the role comes to its form, with role and entity chosen; who may not reads who does."""
    entity = make_entity(session)
    central = make_person(session)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    administrator = make_person(session)
    make_mandate(session, person=administrator, role=Role.ADMINISTRATOR)
    sponsor = make_person(session, entity=entity)
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=entity)
    session.commit()
    desk = browser.as_(central)
    page = unescape(desk.get(f"/entities/{entity.code}/gate").text)
    assert f'href="/entities/{entity.code}"' in page
    assert f"/mandates/new?role=community_manager&entity={entity.id}" in page
    assert "role=sponsor" not in page, "somebody is: there is nothing to do but tick"
    assert "role=representative" not in page
    assert page.count("An administrator grants this role.") == 2
    form = desk.get(f"/mandates/new?role=community_manager&entity={entity.id}").text
    assert '<option selected value="community_manager">' in form
    assert f'<option selected value="{entity.id}">' in form
    assert desk.get("/mandates/new?role=nonsense&entity=nowhere").status_code == HTTPStatus.OK
    page = unescape(browser.as_(administrator).get(f"/entities/{entity.code}/gate").text)
    assert f"role=representative&entity={entity.id}" in page
    assert "/barriers/contacts" in page
    page = browser.as_(sponsor).get(f"/entities/{entity.code}/gate").text
    assert "/mandates/new" not in page
    assert "An administrator grants this role." not in page
