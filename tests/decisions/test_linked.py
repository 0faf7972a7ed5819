"""One decision on several contributions, in several languages, for an aim of the entity."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.actions.service import ActionInput, MeasureInput, measure_action, plan_action
from app.aims.errors import TooManyAims
from app.aims.models import Aim
from app.aims.service import CURRENT_MAX, AimInput, end_aim, link_campaigns, write_aim
from app.core import clock, idents
from app.core.errors import Forbidden, FormUsed, NotFound
from app.decisions.errors import AimNotCurrent, AnotherDecisionStands, LinkNotPossible
from app.decisions.models import Decision
from app.decisions.queries import DecidedFilters, decided_page
from app.decisions.service import DecisionInput, record_decision
from app.entities.queries import EntityPlace
from app.feedback.models import Feedback
from app.feedback.service.handle import HandlingInput, handle_feedback
from app.feedback.types import Handling, Verdict
from app.merging.service import merge_feedback
from app.moderation.service import publish_case
from app.outbox.models import OutboxMessage
from app.policy.actor import Actor
from app.results.queries import AimedCampaign, aim_contributed
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.feedback import make_feedback
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused


def selected(session: Session, world: World, title: str) -> Feedback:
    """Return a contribution that awaits a decision."""
    case = world.send(session, title=title, body=f"{title}. And some more words.")
    publish_case(session, world.actor(world.manager), case.id, case.version)
    handle_feedback(session, world.actor(world.manager), case.id, HandlingInput(Handling.SELECTED, case.version))
    return case


def choice(key: str = "a", **more: Any) -> DecisionInput:
    return replace(DecisionInput(Verdict.GO, "It helps everybody.", key * 64), **more)


def test_one_decision_moves_several_contributions_and_tells_of_each(session: Session) -> None:
    world = make_world(session)
    first, second = selected(session, world, "One"), selected(session, world, "Two")
    made = record_decision(session, world.actor(world.sponsor), first.id, choice(linked=(second.id,)))
    rows = {row.feedback_id: row for row in session.scalars(select(Decision))}
    assert (rows[first.id].part_of_id, rows[second.id].part_of_id) == (None, made.id)
    assert {first.handling, second.handling} == {Handling.DECIDED}
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "decisions.recorded")).all()
    assert {each.payload["feedback_id"] for each in told} == {first.id, second.id}
    (listed,) = decided_page(session, world.actor(world.colleague), DecidedFilters()).rows
    assert (listed.feedback_id, [each[0] for each in listed.linked]) == (first.id, [second.id])


def test_a_new_decision_on_all_of_them_replaces_each(session: Session) -> None:
    world = make_world(session)
    actor = world.actor(world.sponsor)
    first, second = selected(session, world, "One"), selected(session, world, "Two")
    old = record_decision(session, actor, first.id, choice(linked=(second.id,)))
    data = DecisionInput(Verdict.NO_GO, "It is too dear.", "b" * 64, replaces=old.id, linked=(second.id,))
    with refused(session, AnotherDecisionStands):
        record_decision(session, actor, first.id, replace(data, replaces=None))
    record_decision(session, actor, first.id, data)
    assert {first.handling, second.handling} == {Handling.NOT_KEPT}
    (listed,) = decided_page(session, actor, DecidedFilters()).rows
    assert (listed.verdict, len(listed.linked)) == (Verdict.NO_GO, 1)


def test_what_is_elsewhere_decided_or_hidden_is_not_linked(session: Session) -> None:
    world = make_world(session)
    actor = world.actor(world.sponsor)
    first, decided = selected(session, world, "One"), selected(session, world, "Two")
    record_decision(session, actor, decided.id, choice("b"))
    abroad = make_edition(session, campaign=world.campaign, entity=make_entity(session))
    other = make_edition(session, campaign=make_campaign(session), entity=world.entity)
    waiting = world.send(session, world.colleague, title="It waits")
    for wrong in (
        decided.id, waiting.id, 12345, *(make_feedback(session, edition=one, author=None).id for one in (abroad, other))
    ):  # fmt: skip
        with refused(session, LinkNotPossible):
            record_decision(session, actor, first.id, choice(linked=(wrong,)))
    assert first.handling is Handling.SELECTED


def test_what_hides_its_entity_is_never_decided_on_with_what_shows_it(session: Session) -> None:
    world = make_world(session)
    actor = world.actor(world.sponsor)
    aim = write_aim(session, actor, world.entity.code, AimInput("Fewer calls", "a" * 64))
    open_one, hidden = selected(session, world, "One"), selected(session, world, "Two")
    hidden.shown_entity_id = None
    session.commit()
    with refused(session, LinkNotPossible):
        record_decision(session, actor, open_one.id, choice(linked=(hidden.id,)))
    with refused(session, AimNotCurrent):
        record_decision(session, actor, hidden.id, choice(aim=aim.id))
    record_decision(session, actor, hidden.id, choice())
    (listed,) = decided_page(session, world.actor(world.colleague), DecidedFilters()).rows
    assert (listed.by_name, listed.entity_name) == ("", "")


def test_a_decision_on_a_merged_contribution_holds_for_the_one_that_readers_see(
    session: Session, browser: Browser
) -> None:
    world = make_world(session)
    kept, duplicate = selected(session, world, "One"), selected(session, world, "Two")
    merge_feedback(session, world.actor(world.manager), duplicate.id, kept.id)
    address = f"/feedback/{idents.encode(duplicate.id)}/decision"
    answer = browser.as_(world.sponsor).post(address, data={"verdict": "go", "reason": "Yes.", "key": "k" * 32})
    assert (answer.status_code, answer.location) == (302, f"/feedback/{idents.encode(kept.id)}#answer")
    session.expire_all()
    assert session.scalars(select(Decision.feedback_id)).all() == [kept.id]
    assert kept.handling is Handling.DECIDED


def test_the_form_links_translates_and_serves_an_aim(session: Session, browser: Browser) -> None:
    world = make_world(session)
    first, second = selected(session, world, "One" * 100), selected(session, world, "Two")
    aim = write_aim(session, world.actor(world.sponsor), world.entity.code, AimInput("Fewer calls", "a" * 64))
    client, address = browser.as_(world.sponsor), f"/feedback/{idents.encode(first.id)}/decision"
    page = client.get(address).text
    assert f'value="{idents.encode(second.id)}"' in page
    assert "Fewer calls" in page
    sent = {
        "verdict": "go", "reason": "It helps everybody, and we start with it in the spring.", "key": "k" * 32,
        "linked": idents.encode(second.id),
        "aim": idents.encode(aim.id), "translated_fr": "Cela aide tout le monde.",
    }  # fmt: skip
    assert client.post(address, data=sent).status_code == 302
    world.colleague.locale = "fr"
    session.commit()
    reader = browser.as_(world.colleague)
    for path in ("/decisions", f"/feedback/{idents.encode(second.id)}"):
        page = reader.get(path).text
        assert "Cela aide tout le monde." in page
        assert "It helps everybody" not in page
    assert "Fewer calls" in reader.get("/decisions").text
    replaced = client.post(address, data=sent | {"verdict": "no_go", "reason": "Too dear.", "key": "m" * 32})
    assert replaced.status_code == 409, "it names no decision"
    assert "Another decision has been recorded" in replaced.text


def test_the_list_is_filtered_and_costs_the_same(session: Session, browser: Browser, queries: CountQueries) -> None:
    world = make_world(session)
    actor = world.actor(world.sponsor)
    client = browser.as_(world.colleague)
    counted = []
    for round_ in ("ab", "cdef"):
        for key in round_:
            record_decision(session, actor, selected(session, world, f"Title {key}").id, choice(key))
        with queries() as seen:
            page = client.get("/decisions")
        counted.append(len(seen))
        assert page.status_code == 200
    assert counted[0] == counted[1]
    assert client.get("/decisions?verdict=no_go").text.count('class="card"') == 0
    assert client.get(f"/decisions?campaign={world.campaign.slug}&verdict=go").text.count('class="card"') == 6
    assert client.get("/decisions?verdict=maybe&entity=nowhere&aim=x&after=~").status_code == 200


def test_aims_are_the_sponsors_and_read_in_the_entity(session: Session, browser: Browser) -> None:
    world = make_world(session)
    actor = world.actor(world.sponsor)
    data = AimInput("Fewer calls", "a" * 64)
    for person in (world.manager, world.colleague):
        with refused(session, Forbidden):
            write_aim(session, world.actor(person), world.entity.code, data)
    with refused(session, NotFound):
        write_aim(session, actor, "nowhere", data)
    aim = write_aim(session, actor, world.entity.code, data)
    assert write_aim(session, actor, world.entity.code, data).id == aim.id
    with refused(session, FormUsed):
        write_aim(session, actor, world.entity.code, replace(data, words="More calls"))
    for number in range(CURRENT_MAX - 1):
        write_aim(session, actor, world.entity.code, AimInput(f"Aim {number}", f"{number}" * 64))
    with refused(session, TooManyAims):
        write_aim(session, actor, world.entity.code, AimInput("One more", "z" * 64))
    address = f"/entities/{world.entity.code}/aims"
    assert "Fewer calls" in browser.as_(world.colleague).get(address).text
    assert browser.as_(world.colleague).post(address, data={"words": "x"}).status_code == 403
    client = browser.as_(world.sponsor)
    assert client.post(f"{address}/{idents.encode(aim.id)}/end").status_code == 303
    assert "Aims that have ended" in client.get(address).text
    assert client.post(address, data={"words": "y" * 201}).status_code == 422
    case = selected(session, world, "One")
    with refused(session, AimNotCurrent):
        record_decision(session, actor, case.id, choice(aim=aim.id))
    with refused(session, NotFound):
        end_aim(session, actor, world.entity.code, 12345)


def decide(actor: Actor, case_id: int, key: str, session: Session) -> None:
    record_decision(session, actor, case_id, choice(key, reason=f"Because of {key}."))


def test_two_sponsors_who_decide_at_once_do_not_overwrite_each_other(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case_id = selected(session, world, "One").id
    actor = world.actor(world.sponsor)
    codes = together(
        shared,
        [partial(decide, actor, case_id, key) for key in "abc"],
    )
    assert codes == ["", *["decisions.another_stands"] * 2]
    with Session(shared) as session:
        assert len(session.scalars(select(Decision)).all()) == 1


@pytest.mark.parametrize("aim", [12345])
def test_no_decision_serves_an_aim_there_is_not(session: Session, aim: int) -> None:
    world = make_world(session)
    case = selected(session, world, "One")
    with refused(session, AimNotCurrent):
        record_decision(session, world.actor(world.sponsor), case.id, choice(aim=aim))
    assert session.scalars(select(Aim)).all() == []


@dataclass
class Served:
    """An aim, and the campaign that is to serve it."""

    world: World
    sponsor: Actor
    aim_id: int
    place: EntityPlace

    @property
    def address(self) -> str:
        """Where it is read."""
        return f"/entities/{self.place.code}/aims/{idents.encode(self.aim_id)}"

    def campaigns(self, session: Session) -> tuple[AimedCampaign, ...]:
        """Return what each campaign contributed."""
        return aim_contributed(session, self.sponsor, self.place, self.aim_id).campaigns


def served_aim(session: Session) -> Served:
    world = make_world(session)
    sponsor, place = world.actor(world.sponsor), EntityPlace(world.entity.id, world.entity.code, world.entity.name)
    aim = write_aim(session, sponsor, place.code, AimInput("Fewer calls", "a" * 64))
    link_campaigns(session, sponsor, place.code, aim.id, [world.campaign.id])
    return Served(world, sponsor, aim.id, place)


def test_a_campaign_is_to_serve_an_aim(session: Session, browser: Browser) -> None:
    it = served_aim(session)
    elsewhere = make_edition(session, entity=make_entity(session)).campaign_id
    with refused(session, Forbidden):
        link_campaigns(session, it.world.actor(it.world.manager), it.place.code, it.aim_id, [])
    with refused(session, NotFound):
        link_campaigns(session, it.sponsor, it.place.code, 12345, [it.world.campaign.id])
    link_campaigns(session, it.sponsor, it.place.code, it.aim_id, [it.world.campaign.id, elsewhere])
    (line,) = it.campaigns(session)
    assert (line.id, line.serves, line.decisions) == (it.world.campaign.id, True, 0)
    case = selected(session, it.world, "One")
    form = browser.as_(it.world.sponsor).get(f"/feedback/{idents.encode(case.id)}/decision").text
    assert re.search(rf'<option[^>]*selected[^>]*value="{idents.encode(it.aim_id)}"', form), "it is chosen already"
    assert browser.as_(it.world.colleague).post(it.address, data={}).status_code == 403
    client = browser.as_(it.world.sponsor)
    assert client.post(it.address, data={"campaigns": "x"}).status_code == 422
    assert client.post(it.address, data={"sent": "yes"}).status_code == 303
    assert it.campaigns(session) == ()


def test_an_aim_shows_what_each_campaign_contributed(session: Session, browser: Browser, queries: CountQueries) -> None:
    it = served_aim(session)
    cases = [selected(session, it.world, f"Case {number}") for number in range(4)]
    first = record_decision(session, it.sponsor, cases[0].id, choice("b", aim=it.aim_id, linked=(cases[1].id,)))
    record_decision(session, it.sponsor, cases[2].id, choice("c", aim=it.aim_id, verdict=Verdict.NO_GO))
    record_decision(session, it.sponsor, cases[3].id, choice("d"))
    planned = ActionInput("Write the page", it.world.sponsor.email, clock.today(), "", "Calls", "calls", 10, 5)
    action = plan_action(session, it.sponsor, first.id, planned)
    measure_action(session, it.sponsor, action.id, MeasureInput(4, clock.today(), "The phone"))
    with queries() as statements:
        (line,) = it.campaigns(session)
    assert len(statements) <= 7
    assert (line.decisions, line.contributions, line.go, line.actions, line.done, line.reached) == (2, 3, 1, 1, 0, 1)
    page = browser.as_(it.world.colleague).get(it.address).text
    assert f"aim={idents.encode(it.aim_id)}&amp;campaign={it.world.campaign.slug}" in page
    assert "Campaigns that are to serve this aim" not in page
    link_campaigns(session, it.sponsor, it.place.code, it.aim_id, [])
    (line,) = it.campaigns(session)
    assert (line.serves, line.decisions) == (False, 2), "what was decided for it stays"
