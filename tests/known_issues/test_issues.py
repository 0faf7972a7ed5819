"""The product team says what it knows; those who take part support it instead of reporting it again."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import campaign_products
from app.campaigns.types import EditionStatus
from app.core import idents
from app.core.errors import ChangedMeanwhile, Forbidden, FormUsed, NotFound
from app.journal.models import JournalEntry
from app.known_issues.errors import IssueSourceMissing, ProductOfAnotherCampaign
from app.known_issues.models import IssueSupport, KnownIssue
from app.known_issues.queries import issues_of, newest_issues
from app.known_issues.service import IssueInput, change_issue, publish_issue, support_issue, take_back_support
from app.known_issues.types import Hindrance, IssueState
from app.policy.actor import SYSTEM, Role
from app.policy.facts import Facts
from app.products.models import Product
from app.texts.queries import texts_of
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.feedback.scene import Scene, make_colleague, make_scene
from tests.refusals import refused

WORDS = IssueInput(title={"en": "The code comes late"}, body={"en": "Up to two minutes."}, submission_key="k")


def published(session: Session, scene: Scene, title: str = "The code comes late", **more: Any) -> KnownIssue:
    data = IssueInput(title={"en": title}, body={"en": "We know."}, **more)
    return publish_issue(session, SYSTEM, scene.campaign.id, data)


def count(session: Session, table: type[KnownIssue | IssueSupport]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("role", [Role.PRODUCT_TEAM, Role.CENTRAL_TEAM])
def test_the_product_team_and_the_central_team_publish_once(session: Session, role: Role) -> None:
    scene = make_scene(session)
    actor = actor_for(make_person(session), role)
    issue = publish_issue(session, actor, scene.campaign.id, WORDS)
    assert publish_issue(session, actor, scene.campaign.id, WORDS).id == issue.id
    [row] = issues_of(session, scene.actor, Facts(campaign_id=scene.campaign.id)).rows
    assert texts_of(session, scene.actor, [row.title_text_id])[row.title_text_id].value == "The code comes late"
    assert row.state is IssueState.OPEN
    assert session.scalars(select(JournalEntry.action)).all() == ["known_issues.published"]
    other = IssueInput(title={"en": "Other"}, body={"en": "Words"}, submission_key="k")
    with refused(session, FormUsed):
        publish_issue(session, actor, scene.campaign.id, other)


@pytest.mark.parametrize("role", [Role.COMMUNITY_MANAGER, Role.SPONSOR, Role.AMBASSADOR, None])
def test_nobody_else_does(session: Session, role: Role | None) -> None:
    scene = make_scene(session)
    issue = published(session, scene)
    actor = actor_for(scene.person, role, entity=scene.entity) if role else scene.actor
    with refused(session, Forbidden):
        publish_issue(session, actor, scene.campaign.id, WORDS)
    with refused(session, Forbidden):
        change_issue(session, actor, issue.id, WORDS)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (IssueInput(title={"de": "Nur deutsch"}, body={"de": "Ja"}), IssueSourceMissing),
        (IssueInput(title={"en": "T"}, body={"en": ""}), IssueSourceMissing),
        (IssueInput(title={"en": "T"}, body={"en": "B"}, product_id=10**6), ProductOfAnotherCampaign),
    ],
)
def test_what_is_not_published(session: Session, data: IssueInput, refusal: type[Exception]) -> None:
    scene = make_scene(session)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    with refused(session, refusal):
        publish_issue(session, central, scene.campaign.id, data)
    assert count(session, KnownIssue) == 0


def test_a_product_that_another_campaign_tests_is_refused(session: Session) -> None:
    scene = make_scene(session)
    product = Product(code="p", name="P")
    session.add(product)
    session.flush()
    with refused(session, ProductOfAnotherCampaign):
        published(session, scene, product_id=product.id)


def test_an_issue_is_changed_by_one_at_a_time(session: Session) -> None:
    scene = make_scene(session)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    issue = published(session, scene)
    fixed = IssueInput(title={"en": "The code comes late"}, body={"en": "Fixed."}, state=IssueState.FIXED)
    change_issue(session, central, issue.id, fixed)
    change_issue(session, central, issue.id, fixed)  # a second click
    assert (issue.state, issue.version) == (IssueState.FIXED, 2)
    late = IssueInput(title={"en": "Late"}, body={"en": "Late"}, version=1)
    with refused(session, ChangedMeanwhile):
        change_issue(session, central, issue.id, late)
    with refused(session, NotFound):
        change_issue(session, central, 5, fixed)


def test_support_is_given_once_and_taken_back(session: Session) -> None:
    scene = make_scene(session)
    _, colleague = make_colleague(session, scene)
    issue = published(session, scene)
    assert [support_issue(session, actor, issue.id) for actor in (scene.actor, scene.actor, colleague)] == [1, 1, 2]
    facts = Facts(campaign_id=scene.campaign.id)
    assert [(row.supporters, row.is_supported) for row in issues_of(session, scene.actor, facts).rows] == [(2, True)]
    assert [take_back_support(session, scene.actor, issue.id) for _ in range(2)] == [1, 1]
    assert [(row.supporters, row.is_supported) for row in issues_of(session, scene.actor, facts).rows] == [(1, False)]


def test_support_needs_an_open_edition_and_an_enrolment(session: Session) -> None:
    scene = make_scene(session)
    issue = published(session, scene)
    guest = actor_for(make_person(session, entity=scene.entity), open_campaigns=(scene.campaign.id,))
    stranger = actor_for(make_person(session))
    for actor, refusal in ((guest, Forbidden), (stranger, NotFound)):
        with refused(session, refusal):
            support_issue(session, actor, issue.id)
    with refused(session, NotFound):
        support_issue(session, scene.actor, 5)
    scene.edition.status = EditionStatus.CLOSED
    session.commit()
    with refused(session, Forbidden):
        support_issue(session, scene.actor, issue.id)
    assert count(session, IssueSupport) == 0


def test_what_is_known_is_read_by_those_who_see_the_campaign(session: Session) -> None:
    scene = make_scene(session)
    published(session, scene, "Fixed since", state=IssueState.FIXED)
    published(session, scene)
    facts = Facts(campaign_id=scene.campaign.id)
    assert [row.state for row in issues_of(session, scene.actor, facts).rows] == [IssueState.OPEN, IssueState.FIXED]
    assert newest_issues(session, scene.actor, facts, 5).count == 1
    stranger = actor_for(make_person(session))
    with refused(session, NotFound):
        issues_of(session, stranger, facts)


def test_those_of_the_same_product_come_along_from_campaigns_in_sight(session: Session, browser: Browser) -> None:
    scene, product = make_scene(session), Product(code="p", name="The shared app")
    session.add(product)
    session.flush()
    others = [make_campaign(session, slug=slug) for slug in ("in-sight", "out-of-sight")]
    make_edition(session, campaign=others[0], entity=scene.entity, status=EditionStatus.OPEN)
    tested = [{"campaign_id": one.id, "product_id": product.id} for one in (scene.campaign, *others)]
    session.execute(campaign_products.insert(), tested)
    for campaign, title in ((others[0], "Seen there"), (others[1], "Seen elsewhere")):
        data = IssueInput(title={"en": title}, body={"en": "We know."}, product_id=product.id)
        publish_issue(session, SYSTEM, campaign.id, data)
    about_all = IssueInput(title={"en": "Of no product"}, body={"en": "We know."})
    publish_issue(session, SYSTEM, others[0].id, about_all)
    mine = published(session, scene, product_id=product.id)
    session.commit()
    client = browser.as_(scene.person)
    for path in ("known-issues", "missions/1/feedback/new", "missions/1", "missions/1/play"):
        page = client.get(f"/campaigns/{scene.campaign.slug}/{path}").text
        assert page.index("The code comes late") < page.index("Seen there")
        assert page.count("From another campaign with the same product") == 1
        assert "Seen elsewhere" not in page
        assert "Of no product" not in page
        assert "Only those who take part in that campaign can support it." in page
        assert {part.split("/")[2] for part in page.split('formaction="')[1:] if "known-issues" in part} == {
            idents.encode(mine.id)
        }
    central = make_person(session)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    other = session.scalars(select(KnownIssue.id).where(KnownIssue.campaign_id == others[0].id)).first() or 0
    url = f"/campaigns/{scene.campaign.slug}/known-issues/{idents.encode(other)}/edit"
    assert browser.as_(central).get(url).status_code == 404


def test_those_of_another_campaign_are_supported_by_who_takes_part_there(session: Session) -> None:
    scene, there, product = make_scene(session), make_scene(session), Product(code="p", name="The shared app")
    session.add(product)
    session.flush()
    tested = [{"campaign_id": one.campaign.id, "product_id": product.id} for one in (scene, there)]
    session.execute(campaign_products.insert(), tested)
    edition = make_edition(session, campaign=there.campaign, entity=scene.entity, status=EditionStatus.OPEN)
    issue = published(session, there, product_id=product.id)
    facts = Facts(campaign_id=scene.campaign.id)
    campaigns = frozenset({scene.campaign.id, there.campaign.id})
    actor = replace(scene.actor, campaigns_open=campaigns)
    both = replace(actor, enrolled_in=campaigns)
    owing = replace(both, charters_owed=frozenset({there.campaign.id}))
    for each, hindrance in ((actor, Hindrance.NOT_ENROLLED), (owing, Hindrance.CHARTER_OWED)):
        assert [row.hindrance(each) for row in issues_of(session, each, facts).rows] == [hindrance]
        with refused(session, Forbidden):
            support_issue(session, each, issue.id)
    assert [row.hindrance(both) for row in issues_of(session, both, facts).rows] == [None]
    assert support_issue(session, both, issue.id) == 1
    edition.status = EditionStatus.CLOSED
    session.commit()
    assert [row.hindrance(both) for row in newest_issues(session, both, facts, 3).rows] == [Hindrance.NOT_OPEN]
    with refused(session, Forbidden):
        support_issue(session, both, issue.id)


def test_the_list_is_read_page_by_page(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    issues = [
        published(session, scene, f"Issue {n}", state=IssueState(s)) for n in range(11) for s in ("open", "fixed")
    ]
    for issue in issues[:6]:
        issue.published_at = issues[0].published_at  # the key decides
    session.commit()
    facts = Facts(campaign_id=scene.campaign.id)
    first = issues_of(session, scene.actor, facts)
    second = issues_of(session, scene.actor, facts, first.next_key)
    assert [len(first.rows), len(second.rows), second.next_key] == [20, 2, ""]
    assert {row.id for row in (*first.rows, *second.rows)} == {issue.id for issue in issues}
    url = f"/campaigns/{scene.campaign.slug}/known-issues"
    client = browser.as_(scene.person)
    page = client.get(url).text
    link = html.unescape(page.split('rel="next" href="')[1].split('"')[0])
    assert client.get(link).text.count("<article") == 2
    assert client.get(f"{url}?after=nonsense").text.count("<article") == 20


# --- the pages -------------------------------------------------------------------------------------


def test_it_stands_above_the_form_and_is_supported_there(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    issue = published(session, scene)
    published(session, scene, "Fixed since", state=IssueState.FIXED)
    client = browser.as_(scene.person)
    form = f"/campaigns/{scene.campaign.slug}/missions/1/feedback/new"
    page = client.get(form).text
    assert "The code comes late" in page
    seen = page.partition("look before you write")[2].partition("</summary>")[0]
    assert "The code comes late" in seen, "its title is read without opening anything"
    mission = client.get(form.removesuffix("/feedback/new")).text
    assert '<details class="fold" open>' in mission[: mission.index("The code comes late")], (
        "and all of it on the way here"
    )
    assert "Fixed since" not in page
    [url] = {part.split('"')[0] for part in page.split('formaction="')[1:] if "known-issues" in part}
    answer = client.post(url, data={"next": form})
    assert answer.headers["Location"] == form
    assert count(session, IssueSupport) == 1
    assert 'aria-pressed="true"' in client.get(form).text
    answer = client.post(url.replace("/support", "/support/take-back"), headers={"Accept": "application/json"})
    assert answer.json is not None
    assert (answer.json["pressed"], answer.json["label"], answer.json["next"]) == (False, "Support", url)
    assert issue.state is IssueState.OPEN


def test_the_product_team_writes_it_through_the_page(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    person = make_person(session)
    make_mandate(session, person=person, role=Role.PRODUCT_TEAM)
    client, url = browser.as_(person), f"/campaigns/{scene.campaign.slug}/known-issues"
    assert "No known issue" in client.get(url).text
    words = {"key": "k", "state": "open", "title_en": "The code comes late", "body_en": "Up to two minutes."}
    assert client.post(f"{url}/new", data=words | {"title_en": ""}).status_code == 422
    assert client.post(f"{url}/new", data=words | {"product": "7"}).status_code == 422
    assert client.post(f"{url}/new", data=words | {"state": "maybe"}).status_code == 422
    assert count(session, KnownIssue) == 0
    assert client.post(f"{url}/new", data=words).headers["Location"] == url
    page = client.get(url).text
    assert "The code comes late" in page
    edit = next(part.split('"')[0] for part in page.split('href="') if part.split('"')[0].endswith("/edit"))
    assert "Up to two minutes." in client.get(edit).text
    changed = words | {"state": "fixed", "version": "1"}
    assert client.post(edit, data=changed).headers["Location"] == url
    late = client.post(edit, data=words | {"body_en": "Other words.", "version": "1"})
    assert late.status_code == 409
    assert "Other words." in late.text
    assert browser.as_(scene.person).get(f"{url}/new").status_code == 403


def test_the_list_costs_the_same_whatever_is_in_it(session: Session, browser: Browser, queries: CountQueries) -> None:
    scene = make_scene(session)
    client, counted = browser.as_(scene.person), []
    urls = [
        f"/campaigns/{scene.campaign.slug}/known-issues",
        *(f"/campaigns/{scene.campaign.slug}/missions/1{page}" for page in ("", "/play", "/feedback/new")),
    ]
    for _ in range(2):
        for _ in range(3):
            published(session, scene)
        session.commit()
        with queries() as seen:
            assert {client.get(url).status_code for url in urls} == {200}
        counted.append(len(seen))
    assert counted[0] == counted[1]
