"""A reviewers' link shows a draft, as a tester would read it, to whoever has it and is signed in; and it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.db.base import Base
from app.entities.models import Entity
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Actor, Role
from app.preview.credentials import preview_link_in, preview_token
from app.preview.errors import NoDraftToShow, PreviewDayPast
from app.preview.models import PreviewLink
from app.preview.service import (
    KEPT_DAYS,
    PreviewLinkInput,
    forget_ended_links,
    make_preview_link,
    withdraw_preview_link,
)
from app.recruiting.credentials import invitation_token
from app.web.addresses import page_name
from config import Settings
from tests.campaigns.world import ready_edition
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.parallel import together
from tests.preview.test_pages import shown
from tests.refusals import refused

STATEMENTS_MAX = 12


@dataclass(frozen=True, slots=True)
class Scene:
    """An edition in preparation, and the people around it."""

    app: Flask
    edition: Edition
    entity: Entity
    campaign: Campaign
    manager: Person  # of its community
    reviewer: Person  # of another entity, which takes no part

    @property
    def actor(self) -> Actor:
        """Return the community manager, as the permission table knows people."""
        return actor_for(self.manager, Role.COMMUNITY_MANAGER, entity=self.entity)

    @property
    def links_page(self) -> str:
        """Return where links are made."""
        return f"/campaigns/{self.campaign.slug}/preview/links"

    def address_of(self, link_id: int) -> str:
        """Return the address of a link."""
        settings: Settings = self.app.extensions["settings"]
        return f"/preview/{preview_token(settings.secret_key, link_id)}"


@pytest.fixture
def scene(app: Flask, session: Session) -> Scene:
    """Return the scene, saved."""
    edition = ready_edition(session)
    entity = session.get_one(Entity, edition.entity_id)
    manager = make_person(session, entity=entity)
    make_mandate(session, person=manager, role=Role.COMMUNITY_MANAGER, entity=entity)
    reviewer = make_person(session, entity=make_entity(session, name="Elsewhere"))
    return Scene(app, edition, entity, session.get_one(Campaign, edition.campaign_id), manager, reviewer)


@pytest.fixture
def link(session: Session, scene: Scene) -> str:
    """Return the address of a link that works."""
    return scene.address_of(make_preview_link(session, scene.actor, asked(scene.edition)))


def asked(edition: Edition, key: str = "k1", days: int = 10) -> PreviewLinkInput:
    return PreviewLinkInput(edition.id, clock.today() + timedelta(days=days), key)


# --- who makes one, and what it cannot be ----------------------------------------------------------


def test_who_prepares_the_edition_makes_and_withdraws_links(session: Session, scene: Scene) -> None:
    link_id = make_preview_link(session, scene.actor, asked(scene.edition))
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    withdraw_preview_link(session, central, link_id)
    withdraw_preview_link(session, scene.actor, link_id)
    actions = session.scalars(select(JournalEntry.action).where(JournalEntry.object_type == "preview_link")).all()
    assert sorted(actions) == ["preview.share", "preview.withdraw"]


def test_nobody_else_does(session: Session, scene: Scene) -> None:
    link_id = make_preview_link(session, scene.actor, asked(scene.edition))
    entity = scene.entity
    for role in (Role.AMBASSADOR, Role.SPONSOR):
        colleague = actor_for(make_person(session, entity=scene.entity), role, entity=scene.entity)
        with refused(session, Forbidden):
            make_preview_link(session, colleague, asked(scene.edition, "k2"))
    elsewhere = make_entity(session)
    for stranger in (
        actor_for(make_person(session, entity=entity)),
        actor_for(make_person(session), Role.COMMUNITY_MANAGER, entity=elsewhere),
    ):
        with refused(session, NotFound):
            make_preview_link(session, stranger, asked(scene.edition, "k2"))
        with refused(session, NotFound):
            withdraw_preview_link(session, stranger, link_id)


@pytest.mark.parametrize("days", [-1, 91])
def test_it_ends_within_ninety_days(session: Session, scene: Scene, days: int) -> None:
    with refused(session, PreviewDayPast):
        make_preview_link(session, scene.actor, asked(scene.edition, days=days))


def test_only_a_draft_is_shown(session: Session, scene: Scene) -> None:
    scene.edition.status = EditionStatus.OPEN
    session.commit()
    with refused(session, NoDraftToShow):
        make_preview_link(session, scene.actor, asked(scene.edition))


def test_two_clicks_at_once_are_one_link(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        edition = ready_edition(session)
        central = actor_for(make_person(session), Role.CENTRAL_TEAM)
        session.commit()

    def act(session: Session) -> None:
        make_preview_link(session, central, asked(edition))

    assert together(shared, [act] * 3) == [""] * 3
    with Session(shared) as session:
        link_id = session.scalars(select(PreviewLink.id)).one()
    assert together(shared, [partial(withdraw_preview_link, actor=central, link_id=link_id)] * 3) == [""] * 3
    with Session(shared) as session:
        withdrawn = select(func.count()).select_from(JournalEntry).where(JournalEntry.action == "preview.withdraw")
        assert session.scalar(withdrawn) == 1


def test_what_ended_a_month_ago_is_forgotten(session: Session, scene: Scene) -> None:
    withdrawn = make_preview_link(session, scene.actor, asked(scene.edition, "k1", days=80))
    ended = make_preview_link(session, scene.actor, asked(scene.edition, "k2", days=1))
    works = make_preview_link(session, scene.actor, asked(scene.edition, "k3", days=90))
    withdraw_preview_link(session, scene.actor, withdrawn)

    def left() -> set[int]:
        return set(session.scalars(select(PreviewLink.id)))

    with time_machine.travel(clock.now() + timedelta(days=KEPT_DAYS - 1)):
        forget_ended_links(session, SYSTEM)
        assert left() == {withdrawn, ended, works}
    with time_machine.travel(clock.now() + timedelta(days=KEPT_DAYS + 2)):
        forget_ended_links(session, SYSTEM)
        forget_ended_links(session, SYSTEM)
        assert left() == {works}
    with refused(session, Forbidden):
        forget_ended_links(session, scene.actor)


# --- who follows one -------------------------------------------------------------------------------


def test_whoever_has_it_reads_the_draft_as_a_tester_and_nothing_else(
    session: Session, browser: Browser, scene: Scene, link: str
) -> None:
    there = make_entity(session, name="A third entity")
    make_edition(session, campaign=scene.campaign, entity=there)
    client = browser.as_(scene.reviewer)

    def rows() -> list[int | None]:
        return [session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables]

    client.get(link)
    before = rows()
    answer = client.get(link)
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    page = shown(answer.text)
    assert "Leave the campaign" in page  # as a tester
    assert "Recruiting" not in page
    assert "A third entity" not in answer.text
    assert not re.search(r'<form|href=|action=|type="hidden"|data-live', page)
    assert "Leave the campaign" in shown(client.get(f"{link}?reader=is_manager&entity={there.code}").text)
    assert "Recruiting" not in client.get(f"{link}?reader=is_manager").text
    assert rows() == before
    slug = scene.campaign.slug
    for path in (f"/campaigns/{slug}", f"/campaigns/{slug}/preview", scene.links_page):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND


def test_who_is_not_signed_in_comes_back_after_signing_in(app: Flask, link: str) -> None:
    answer = app.test_client().get(link)
    assert answer.status_code in {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}
    assert answer.location.startswith("/sign-in?next=/preview/")


def test_it_leads_nowhere_once_it_ended_or_was_withdrawn_or_nobody_made_it(
    session: Session, browser: Browser, scene: Scene
) -> None:
    settings: Settings = scene.app.extensions["settings"]
    link_id = make_preview_link(session, scene.actor, asked(scene.edition))
    link, client = scene.address_of(link_id), browser.as_(scene.reviewer)
    forged = link[:-1] + ("0" if link[-1] != "0" else "1")
    of_another_purpose = f"/preview/{invitation_token(settings.secret_key, link_id)}"
    for path in (forged, of_another_purpose, "/preview/x", scene.address_of(link_id + 1)):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND
        assert client.get(f"{path}/frame").status_code == HTTPStatus.NOT_FOUND
    assert client.get(link).status_code == HTTPStatus.OK
    last = clock.now() + timedelta(days=10)
    with time_machine.travel(last):
        assert browser.as_(scene.reviewer).get(link).status_code == HTTPStatus.OK
    with time_machine.travel(last + timedelta(days=1)):
        assert browser.as_(scene.reviewer).get(link).status_code == HTTPStatus.NOT_FOUND
    withdraw_preview_link(session, scene.actor, link_id)
    for path in (link, f"{link}/frame"):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND


def test_once_the_edition_is_open_it_leads_to_the_campaign_which_asks_its_own_questions(
    session: Session, browser: Browser, scene: Scene, link: str
) -> None:
    scene.edition.status = EditionStatus.OPEN
    session.commit()
    client = browser.as_(scene.reviewer)
    answer = client.get(link)
    assert (answer.status_code, answer.location) == (HTTPStatus.SEE_OTHER, f"/campaigns/{scene.campaign.slug}")
    assert client.get(answer.location).status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"{link}/frame").status_code == HTTPStatus.NOT_FOUND
    colleague = make_person(session, entity=scene.entity)
    assert browser.as_(colleague).get(link, follow_redirects=True).status_code == HTTPStatus.OK


def test_a_reviewer_reads_their_own_language_or_chooses_one(session: Session, browser: Browser, scene: Scene) -> None:
    entity = make_entity(session, locales=("fr", "de"))
    edition = make_edition(session, campaign=make_campaign(session), entity=entity, status=EditionStatus.DRAFT)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    link = scene.address_of(make_preview_link(session, central, asked(edition)))
    client = browser.as_(scene.reviewer)
    assert 'lang="fr"' in client.get(link).text
    assert 'lang="de"' in client.get(link, headers={"Accept-Language": "de"}).text
    assert 'lang="de"' in client.get(f"{link}?language=de").text


# --- the page that lists them ----------------------------------------------------------------------


def test_the_page_makes_shows_and_withdraws_a_link(browser: Browser, scene: Scene) -> None:
    client, page = browser.as_(scene.manager), scene.links_page
    assert f'href="{page}"' in client.get(f"/campaigns/{scene.campaign.slug}/preview").text
    day = (clock.today() + timedelta(days=5)).isoformat()
    sent = {"key": "k", "entity": scene.entity.code, "ends_on": day}
    assert client.post(page, data=sent).status_code == HTTPStatus.SEE_OTHER
    found = re.search(r"https?://[^<]*(/preview/[^<]+)</p>", client.get(page).text)
    assert found is not None
    assert client.get(found.group(1)).status_code == HTTPStatus.OK
    act = re.search(r'action="(/preview/links/[^"]+)"', client.get(page).text)
    assert act is not None
    assert client.post(act.group(1)).location == page
    assert found.group(1) not in client.get(page).text
    assert "Withdrawn" in client.get(page).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ends_on", "2020-01-01", "Please choose a day from today on, within 90"),
        ("ends_on", "soon", "Not a valid date value."),
        ("entity", "nowhere", "This choice is not offered here."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    browser: Browser, scene: Scene, field: str, value: str, sentence: str
) -> None:
    day = (clock.today() + timedelta(days=5)).isoformat()
    form = {"key": "k", "entity": scene.entity.code, "ends_on": day} | {field: value}
    client = browser.as_(scene.manager)
    answer = client.post(scene.links_page, data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text
    assert f'aria-describedby="{field}-error' in answer.text or f'id="{field}-error' in answer.text
    assert "No link works at present" in client.get(scene.links_page).text


@pytest.mark.usefixtures("link")
def test_a_campaign_that_is_open_has_nothing_to_show(session: Session, browser: Browser, scene: Scene) -> None:
    scene.edition.status = EditionStatus.OPEN
    session.commit()
    page = browser.as_(scene.manager).get(scene.links_page).text
    assert "in preparation nowhere" in page
    assert "The campaign has opened" in page


def test_the_pages_cost_the_same_for_n_and_2n(
    session: Session, browser: Browser, queries: CountQueries, scene: Scene, link: str
) -> None:
    desk = make_person(session)
    make_mandate(session, person=desk, role=Role.CENTRAL_TEAM)
    client = browser.as_(desk)
    counts = []
    for more in (0, 4):
        for number in range(more):
            make_mission(session, campaign=scene.campaign, number=20 + number)
            entity = make_entity(session)
            other = make_edition(session, campaign=scene.campaign, entity=entity, status=EditionStatus.DRAFT)
            central = actor_for(desk, Role.CENTRAL_TEAM)
            make_preview_link(session, central, asked(other, f"more {number}"))
        for page in (scene.links_page, link):
            client.get(page)
            with queries() as counted:
                assert client.get(page).status_code == HTTPStatus.OK
            counts.append(len(counted))
    assert counts[:2] == counts[2:]
    assert max(counts) <= STATEMENTS_MAX


# --- what stands in the address --------------------------------------------------------------------


def test_a_token_is_read_by_its_own_purpose_alone() -> None:
    number = 12345
    token = preview_token("a secret", number)
    assert preview_link_in("a secret", token) == number
    assert preview_link_in("another", token) is None
    assert preview_link_in("a secret", invitation_token("a secret", number)) is None
    assert page_name(f"/preview/{token}/frame") == "/preview/…/frame"
