"""The results page of a campaign: drafted, published in versions, read in several languages."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.service import ActionInput, ProgressInput, plan_action, report_action
from app.actions.types import ActionState
from app.core import clock, idents
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.decisions.models import Decision
from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Feedback
from app.feedback.service.revise import withdraw_feedback
from app.feedback.types import Verdict
from app.moderation.service import publish_case
from app.notifications.queries.editions import members_of_campaign
from app.notifications.queries.results import seen_results
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Actor, Role
from app.results.errors import (
    ChangesMissing,
    DecisionElsewhere,
    ResultsEmpty,
    ResultsIntroMissing,
    ResultsUnchanged,
)
from app.results.models import ResultsVersion
from app.results.service import EntryInput, ResultsInput, draft_entry, draft_results, publish_results
from app.results.types import ResultsChart
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_mandate, make_person
from tests.moderation.world import World, make_world
from tests.refusals import refused

INTRO = {"en": "Here is what became of it.", "fr": "Voici ce que c’est devenu."}


def decided(session: Session, world: World, key: str = "a", verdict: Verdict = Verdict.GO) -> tuple[Feedback, Decision]:
    case = world.send(session, title=f"Title {key}", body=f"Some words about {key}, and a few more.")
    publish_case(session, world.actor(world.manager), case.id, case.version)
    choice = DecisionInput(verdict, f"It is so because of {key}.", key * 64)
    return case, record_decision(session, world.actor(world.sponsor), case.id, choice)


def central(session: Session) -> Actor:
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


def page(*decisions: Decision, version: int = 0, charts: tuple[ResultsChart, ...] = (), **intro: str) -> ResultsInput:
    ids = tuple(one.id for one in decisions)
    return ResultsInput(INTRO | intro, ids, shows_figures=True, version=version, charts=charts)


def test_a_page_is_drafted_published_and_told_to_who_took_part(session: Session) -> None:
    world, team = make_world(session), central(session)
    _case, decision = decided(session, world)
    slug, manager = world.campaign.slug, world.actor(world.manager)
    draft_results(session, manager, slug, page(decision))
    draft_results(session, manager, slug, page(decision))
    draft_entry(session, manager, slug, decision.id, EntryInput({"en": "One code too many."}, {}, 1))
    with refused(session, Forbidden):
        publish_results(session, manager, slug, 2, "")
    with refused(session, ChangedMeanwhile):
        publish_results(session, team, slug, 1, "")
    assert publish_results(session, team, slug, 2, "").number == 1
    event = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "results.published")).one()
    assert event.payload["number"] == 1
    told = members_of_campaign(session, SYSTEM, world.campaign.id)
    assert told == {world.author.id, world.colleague.id, world.ambassador.id}
    assert seen_results(session, world.actor(world.author), [world.campaign.id])[world.campaign.id].slug == slug
    with refused(session, ResultsUnchanged):
        publish_results(session, team, slug, 2, "Nothing")
    draft_results(session, team, slug, page(decision, version=2, de="Das ist daraus geworden."))
    with refused(session, ChangesMissing):
        publish_results(session, team, slug, 3, " ")
    assert publish_results(session, team, slug, 3, "German is there.").number == 2
    assert len(session.scalars(select(ResultsVersion)).all()) == 2


def test_too_little_is_not_published_and_elsewhere_is_refused(session: Session) -> None:
    world, team = make_world(session), central(session)
    _case, decision = decided(session, world)
    other = make_world(session)
    _other, foreign = decided(session, other, "b")
    slug = world.campaign.slug
    for person in (world.author, world.sponsor, world.ambassador):
        with refused(session, Forbidden):
            draft_results(session, world.actor(person), slug, page(decision))
    with refused(session, NotFound):
        draft_results(session, actor_for(other.author), slug, page(decision))
    with refused(session, DecisionElsewhere):
        draft_results(session, team, slug, page(foreign))
    draft_results(session, team, slug, page())
    with refused(session, ResultsEmpty):
        publish_results(session, team, slug, 1, "")
    draft_results(session, team, slug, page(decision, version=1, en=" "))
    with refused(session, ResultsIntroMissing):
        publish_results(session, team, slug, 2, "")
    with refused(session, NotFound):
        draft_entry(session, team, slug, foreign.id, EntryInput({}, {}, 2))


def test_a_reader_reads_their_language_their_part_and_no_more_than_they_can_open(
    session: Session, browser: Browser
) -> None:
    world, team = make_world(session), central(session)
    _case, yes = decided(session, world)
    _other, no = decided(session, world, "b", Verdict.NO_GO)
    slug = world.campaign.slug
    due = ActionInput("Ask for the code once", world.colleague.email, clock.today(), "", "Calls", "calls", 120.0, 60.0)
    plan_action(session, world.actor(world.sponsor), yes.id, due)
    draft_results(session, team, slug, page(yes, no))
    draft_entry(session, team, slug, yes.id, EntryInput({"en": "One code too many."}, {"fr": "C’est fait."}, 1))
    address = f"/campaigns/{slug}/results"
    reader = browser.as_(world.author)
    assert "The results are not published yet" in reader.get(address).text
    assert reader.get(f"{address}/edit").status_code == 403
    assert reader.get(f"{address}/preview").status_code == 403
    publish_results(session, team, slug, 2, "")
    shown = reader.get(address).text
    for words in ("Here is what became of it.", "One code too many.", "It is so because of b.", "Not measured yet"):
        assert words in shown
    assert shown.count("results-line") == 2
    assert "Your part" in shown
    assert "Shown in French" in shown
    assert world.colleague.name not in shown.split("<main", 1)[1], "testers never read who owns an action"
    assert "Voici ce que" in reader.get(f"{address}?language=fr").text
    assert "<bdi>Calls</bdi>: before" in shown
    in_french = reader.get(address, headers={"Accept-Language": "fr"}).text
    assert "<bdi>Calls</bdi>\u00a0: avant" in in_french, "a French colon has a space before it"
    assert "Voici ce que" not in reader.get(f"{address}?language=xx").text


def test_an_earlier_version_stays_and_what_is_taken_back_leaves_it(session: Session, browser: Browser) -> None:
    world, team = make_world(session), central(session)
    case, yes = decided(session, world)
    slug, reader = world.campaign.slug, browser.as_(world.author)
    address = f"/campaigns/{slug}/results"
    due = ActionInput("Ask for the code once", world.colleague.email, clock.today())
    action = plan_action(session, world.actor(world.sponsor), yes.id, due)
    draft_results(session, team, slug, page(yes))
    publish_results(session, team, slug, 1, "")
    report = ProgressInput(ActionState.DONE, "Since March.", 1)
    report_action(session, world.actor(world.colleague), action.id, report)
    draft_results(session, team, slug, page(yes, version=1, en="Here it is again."))
    publish_results(session, team, slug, 2, "It is done.")
    assert "Since March." in reader.get(address).text
    earlier = reader.get(f"{address}/versions/1").text
    assert "This is an earlier version" in earlier
    assert "Since March." not in earlier
    assert reader.get(f"{address}/versions/3").status_code == 404
    withdraw_feedback(session, world.actor(world.author), case.id)
    for path in (address, f"{address}/versions/1"):
        text = reader.get(path).text
        assert "Title a" not in text
        assert "Something on this page is no longer shown" in text


def test_two_editors_do_not_overwrite_each_other(session: Session, browser: Browser) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    client, address = browser.as_(world.manager), f"/campaigns/{world.campaign.slug}/results/edit"
    sent = {"intro_en": "First words", "decisions": idents.encode(decision.id), "shows_figures": "y", "version": "0"}
    assert "Title a" in client.get(address).text
    assert [client.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
    late = client.post(address, data=sent | {"intro_en": "Other words"})
    assert (late.status_code, "Stored now:" in late.text, "First words" in late.text) == (409, True, True)
    entry = f"{address}/{idents.encode(decision.id)}"
    words = {"said_en": "S" * 600, "stands_en": "", "version": "1"}
    assert client.post(entry, data=words | {"said_en": "S" * 601}).status_code == 422
    assert client.post(entry, data=words).status_code == 303
    stale = client.post(entry, data=words | {"said_en": "Other"})
    assert (stale.status_code, "Stored now:" in stale.text) == (409, True)
    assert client.get(f"/campaigns/{world.campaign.slug}/results/preview").status_code == 200
    assert client.post(f"/campaigns/{world.campaign.slug}/results/publish", data={"version": "2"}).status_code == 403
    team = make_person(session)
    make_mandate(session, person=team, role=Role.CENTRAL_TEAM)
    publishing = browser.as_(team)
    path = f"/campaigns/{world.campaign.slug}/results/publish"
    assert publishing.post(path, data={"version": "1"}).status_code == 409
    assert publishing.post(path, data={"version": "2"}).status_code == 303
    again = publishing.post(path, data={"version": "2"})
    assert (again.status_code, "Nothing has changed" in again.text) == (409, True)


@pytest.mark.parametrize("first", ["ab"])
def test_the_page_costs_the_same(session: Session, browser: Browser, queries: CountQueries, first: str) -> None:
    world, team = make_world(session), central(session)
    client, counted, made = browser.as_(world.colleague), [], []
    for version, keys in enumerate((first, "cd")):
        made += [decided(session, world, key)[1] for key in keys]
        draft_results(session, team, world.campaign.slug, page(*made, version=version))
        publish_results(session, team, world.campaign.slug, version + 1, "More of them.")
        if version == 0:
            draft_results(session, team, world.campaign.slug, page(*made, version=1))
        with queries() as seen:
            assert client.get(f"/campaigns/{world.campaign.slug}/results").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]
