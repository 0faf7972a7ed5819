"""The feed of a campaign: what it lists, in which order, page after page, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.types import IdentityLevel
from app.core import clock, idents
from app.core.errors import NotFound
from app.feedback.models import Feedback, OfficialAnswer
from app.feedback.queries import feed
from app.feedback.queries.feed import PAGE_SIZE, FeedFilters, FeedRow, feed_page
from app.feedback.types import Handling, Kind, Sort, State
from app.language.stems import stems
from app.missions.models import MissionDone
from app.policy.actor import Role
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_edition, make_mission
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_colleague, make_scene
from tests.languages import SAMPLE

STATEMENTS = 8  # signed in, in French, whatever the rows
PAGE_MAX_BYTES = 60_000
CANARY = "zanzibarine"
SENTENCE = "Depuis la mise à jour, la liste des opérations ne se charge plus quand je reviens en arrière. "


def fill(session: Session, scene: Scene, count: int) -> list[Feedback]:
    """Save contributions an hour apart, three of them at a time in the same instant."""
    start = clock.now() - timedelta(days=200)
    rows = [
        make_feedback(
            session,
            edition=scene.edition,
            author=scene.person,
            created_at=start + timedelta(hours=number // 3),
            me_too_count=number % 7,
        )
        for number in range(count)
    ]
    session.commit()
    return rows


def read(session: Session, scene: Scene, **filters: Any) -> Sequence[FeedRow]:
    return feed_page(session, scene.actor, scene.edition.facts_at(clock.now()), FeedFilters(**filters)).rows


def titles(session: Session, scene: Scene, **filters: object) -> set[str]:
    return {row.title for row in read(session, scene, **filters)}


@pytest.mark.parametrize("sort", Sort)
def test_pages_have_no_gaps_and_no_repeats(session: Session, sort: Sort) -> None:
    scene = make_scene(session)
    made = fill(session, scene, 2 * PAGE_SIZE + 7)
    facts = scene.edition.facts_at(clock.now())
    seen: list[int] = []
    after, pages = "", 0
    while True:
        page = feed_page(session, scene.actor, facts, FeedFilters(sort=sort, after=after))
        seen += [row.id for row in page.rows]
        pages += 1
        if not page.next_key:
            break
        after = page.next_key
    assert pages == 3
    assert len(seen) == len(set(seen))
    assert set(seen) == {row.id for row in made}


def test_orders_are_as_they_say(session: Session) -> None:
    scene = make_scene(session)
    fill(session, scene, 20)
    newest = [row.created_at for row in read(session, scene)]
    assert newest == sorted(newest, reverse=True)
    counts = [row.me_too_count for row in read(session, scene, sort=Sort.ME_TOO)]
    assert counts == sorted(counts, reverse=True)


def test_what_is_answered_leaves_the_list_of_what_waits_for_an_answer(session: Session) -> None:
    scene = make_scene(session)
    answered, open_ = fill(session, scene, 2)
    answered.answered_at = clock.now()
    session.add(OfficialAnswer(feedback_id=answered.id, body="Mended.", language="en", author_id=scene.person.id))
    session.commit()
    assert [row.id for row in read(session, scene, sort=Sort.UNANSWERED)] == [open_.id]
    assert {row.answer_body for row in read(session, scene)} == {None, "Mended."}


def test_of_what_has_no_answer_the_first_promised_comes_first(session: Session) -> None:
    scene = make_scene(session)
    rows = fill(session, scene, 5)
    today = clock.today()
    for row, days in zip(rows, (3, -2, 0, -9, 0), strict=True):
        row.due_on = today + timedelta(days=days)
    rows[4].due_on = None  # promised no day
    session.commit()
    wanted = [rows[3].id, rows[1].id, rows[2].id, rows[0].id, rows[4].id]
    assert [row.id for row in read(session, scene, sort=Sort.UNANSWERED)] == wanted


def test_a_page_says_how_many_there_are_in_all(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make_scene(session)
    rows = fill(session, scene, PAGE_SIZE + 3)
    rows[0].kind = Kind.PRAISE
    rows[1].answered_at = clock.now()
    rows[2].state = State.HIDDEN
    session.commit()
    facts = scene.edition.facts_at(clock.now())
    for filters, total in (
        (FeedFilters(), PAGE_SIZE + 2),
        (FeedFilters(kind=Kind.PRAISE), 1),
        (FeedFilters(kind=Kind.QUESTION), 0),
        (FeedFilters(sort=Sort.UNANSWERED), PAGE_SIZE + 1),
    ):
        page = feed_page(session, scene.actor, facts, filters)
        assert page.total == total
        if page.next_key:
            later = feed_page(session, scene.actor, facts, replace(filters, after=page.next_key))
            assert later.total == total, "also on the pages after"
    monkeypatch.setattr(feed, "COUNT_MAX", 9)
    assert feed_page(session, scene.actor, facts, FeedFilters(kind=Kind.IDEA)).total == 10, "counting stops"


def test_filters_in_use_are_links_to_the_list_without_them(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    fill(session, scene, 2)
    address = f"/campaigns/{scene.campaign.slug}/feedback"
    page = browser.as_(scene.person).get(f"{address}?kind=idea&language=en&sort=unanswered&q=upload").text
    chips = dict(re.findall(r'<a class="chip" href="([^"]+)">.*?<bdi>(.*?)</bdi>', page))
    assert {unescape(url).partition("?")[2]: label for url, label in chips.items()} == {
        "sort=unanswered&kind=idea&language=en": "upload",
        "q=upload&kind=idea&language=en": "Not answered yet",
        "q=upload&sort=unanswered&kind=idea": "English",
    }
    assert "Filters · 2" in page, "the search stands in sight"
    assert 'name="kind" value="idea"' in page, "the next search stays among the type"
    assert re.search(r'<a href="[^"]*kind=idea[^"]*" aria-current="page">Idea</a>', page)
    plain = browser.as_(scene.person).get(address).text
    assert "2\N{NO-BREAK SPACE}contributions" in plain
    assert '<ul class="chosen">' not in plain


def test_a_card_says_by_when_an_answer_is_promised(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    soon, late, answered, imported = fill(session, scene, 4)
    for row, days in ((soon, 3), (late, -3), (answered, -3), (imported, -3)):
        row.due_on = clock.today() + timedelta(days=days)
    imported.source_key = "a row elsewhere"
    answered.answered_at = clock.now()
    session.add(OfficialAnswer(feedback_id=answered.id, body="Mended.", language="en", author_id=scene.person.id))
    session.commit()
    page = browser.as_(scene.person).get(f"/campaigns/{scene.campaign.slug}/feedback").text
    cards = {card[:13]: card for card in page.split(' id="f-')[1:]}
    said = {row.id: re.findall(r'class="due[^>]*>([A-Z][a-z]+)', cards[idents.encode(row.id)]) for row in (soon, late)}
    assert said == {soon.id: ["Answer"], late.id: ["Late"]}
    assert not any('class="due' in cards[idents.encode(row.id)] for row in (answered, imported))


def test_each_filter_narrows(session: Session) -> None:
    scene = make_scene(session)
    abroad = make_entity(session)
    elsewhere = make_edition(session, campaign=scene.campaign, entity=abroad)
    second = make_mission(session, campaign=scene.campaign, number=2)

    def add(title: str, edition: Edition = scene.edition, **options: Any) -> None:
        make_feedback(session, edition=edition, author=scene.person, title=title, **options)

    add("a problem", kind=Kind.PROBLEM)
    add("of the second mission", mission=second)
    add("from abroad", elsewhere)
    add("auf Deutsch", language="de")
    add("known", handling=Handling.KNOWN)
    session.commit()
    assert titles(session, scene, kind="problem") == {"a problem"}
    assert titles(session, scene, mission_id=second.id) == {"of the second mission"}
    assert titles(session, scene, entity_id=abroad.id) == {"from abroad"}
    assert titles(session, scene, language="de") == {"auf Deutsch"}
    assert titles(session, scene, handling="known") == {"known"}
    assert titles(session, scene, kind="problem", language="de") == set()
    assert len(titles(session, scene)) == 5


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "The transfers are rejected", "transfer rejection"),
        ("fr", "Les virements sont refusés", "virement refusé"),
        ("fr", "Réponse tardive à l’étape trois", "reponse etape"),
        ("de", "Die Überweisungen brechen ab", "Überweisung"),
        ("pt", "As transferências são recusadas", "transferencia"),
        ("und", "IBAN PT50", "iban"),
    ],
)
def test_a_word_is_found_in_its_language(session: Session, language: str, text: str, wanted: str) -> None:
    scene = make_scene(session)
    feedback = make_feedback(session, edition=scene.edition, author=scene.person, language=language, title=text)
    other = make_feedback(session, edition=scene.edition, author=scene.person, title="Something else entirely")
    for row in (feedback, other):
        row.stems = stems(f"{row.title} {row.body}", row.language)
    session.commit()
    assert [row.id for row in read(session, scene, search=wanted.split(maxsplit=1)[0])] == [feedback.id]


@pytest.mark.parametrize(
    "search", ['"', "%", "_", "'; DROP TABLE feedback; --", "NEAR(", "a OR b", "*", "col:x", "\\", "&|!()", "^", "{}"]
)
def test_what_is_searched_is_only_ever_words(session: Session, search: str) -> None:
    scene = make_scene(session)
    fill(session, scene, 2)
    assert read(session, scene, search=search) == []


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize(
    "key",
    [
        "~", "x~y", "1~2~3", "99999999999999999999~1", "1~99999999999999999999", "-1~-1", "nan~1", "1e9~1",
        "2026-02-30T00:00:00+00:00~1", "2026-01-01T00:00:00~1", "0001-01-01T00:00:00+23:59~1",
        "9999-12-31T23:59:59-23:59~1", "2026-01-01T00:00:00+00:00~x", "9" * 5000 + "~1", "' OR 1=1--~1",
    ],
)  # fmt: skip
def test_a_hand_made_key_starts_at_the_beginning(session: Session, sort: Sort, key: str) -> None:
    scene = make_scene(session)
    fill(session, scene, 3)
    assert len(read(session, scene, sort=sort, after=key)) == 3


def test_out_of_sight_means_not_found(session: Session) -> None:
    scene = make_scene(session)
    stranger = actor_for(make_person(session))
    with pytest.raises(NotFound):
        feed_page(session, stranger, scene.edition.facts_at(clock.now()), FeedFilters())


def test_names_stay_where_they_belong(session: Session) -> None:
    scene = make_scene(session)
    for level in (IdentityLevel.NAMED, IdentityLevel.CONFIDENTIAL):
        make_feedback(session, edition=scene.edition, author=scene.person, identity=level)
    make_feedback(session, edition=scene.edition, author=None)
    session.commit()
    names = {row.identity: row.author_name for row in read(session, scene)}
    assert names == {"named": scene.person.name, "confidential": None, "untraceable": None}


def test_words_that_wait_or_are_hidden_are_on_nobody_elses_page(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    hidden_states = (State.DRAFT, State.WAITING, State.SENT_BACK, State.HIDDEN, State.WITHDRAWN)
    for state in hidden_states:
        row = make_feedback(
            session, edition=scene.edition, author=scene.person, state=state, title=f"The {CANARY} list", language="en"
        )
        row.stems = stems(row.title, "en")
    shown = make_feedback(session, edition=scene.edition, author=scene.person)
    sponsor, colleague = (make_person(session, entity=scene.entity) for _ in range(2))
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=scene.entity)
    feed = f"/campaigns/{scene.campaign.slug}/feedback"
    pages = [
        "/", "/campaigns", f"/campaigns/{scene.campaign.slug}", f"/campaigns/{scene.campaign.slug}/missions/1", feed,
        f"{feed}?q={CANARY}", f"{feed}?sort=me-too", f"{feed}?sort=unanswered", f"/feedback/{idents.encode(shown.id)}",
        "/notifications", f"/entities/{scene.entity.code}/dashboard",
    ]  # fmt: skip
    for person in (sponsor, colleague):
        client = browser.as_(person)
        for page in pages:
            html = client.get(page).text
            for question in (f'value="{CANARY}"', f"?q={CANARY}", f"<bdi>{CANARY}</bdi>"):
                html = html.replace(question, "")
            assert CANARY not in html, page


def test_the_page_costs_the_same_whatever_the_rows(session: Session, browser: Browser, queries: CountQueries) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person, "fr")
    address = f"/campaigns/{scene.campaign.slug}/feedback"
    fill(session, scene, 20)
    client.get(address)
    with queries() as few:
        page = client.get(address)
    assert page.status_code == 200
    assert 'lang="fr"' in page.text
    fill(session, scene, 20)
    with queries() as many:
        client.get(address)
    assert len(few) == len(many) <= STATEMENTS, many.seen


@pytest.mark.parametrize("role", [None, Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM])
@pytest.mark.parametrize("locale", SAMPLE)
def test_fifty_contributions_of_the_usual_length_stay_light(
    session: Session, browser: Browser, locale: str, role: Role | None
) -> None:
    scene = make_scene(session)
    colleague, _ = make_colleague(session, scene)
    if role is not None:
        make_mandate(session, person=scene.person, role=role, entity=scene.entity)
    for number in range(PAGE_SIZE + 5):
        feedback = make_feedback(
            session,
            edition=scene.edition,
            author=colleague,
            mission=scene.mission,
            title=f"La liste ne se charge plus ({number})",
            body=SENTENCE * 3,  # 280 characters, what colleagues write on average
            language="fr",
            handling=Handling.KNOWN,
            me_too_count=number,
        )
        feedback.rating, feedback.comment_count = 3, 2
        session.add(OfficialAnswer(feedback_id=feedback.id, body=SENTENCE * 2, language="fr", author_id=colleague.id))
    session.commit()
    html = browser.as_(scene.person, locale).get(f"/campaigns/{scene.campaign.slug}/feedback").data
    assert (html.count(b"<article"), html.count(b"aria-pressed")) == (PAGE_SIZE, PAGE_SIZE)
    assert len(html) <= PAGE_MAX_BYTES, len(html)


def test_the_page_keeps_filters_while_turning_pages(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    fill(session, scene, PAGE_SIZE + 3)
    client = browser.as_(scene.person)
    first = client.get(f"/campaigns/{scene.campaign.slug}/feedback?kind=idea&sort=newest&nonsense=1")
    older = re.search(r'href="(/campaigns/[^"]+after=[^"]+)"', first.text)
    assert older is not None
    second = client.get(older.group(1).replace("&amp;", "&"))
    assert second.text.count("<article") == 3
    assert "kind=idea" in older.group(1)


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense", "mission=99999999999999999999", "mission=x", "entity=../..", "language=%00", "state=<script>",
        "sort=password_hash", "q=%ED%A0%80", "q=%00", "after=%00", "q=" + "a" * 3000, "kind=idea&kind=problem",
        "sort=me-too&after=99999999999999999999~1", "filter[user.email]=a*",
    ],
)  # fmt: skip
def test_what_makes_no_sense_in_the_address_is_ignored(session: Session, browser: Browser, query: str) -> None:
    scene = make_scene(session)
    fill(session, scene, 1)
    page = browser.as_(scene.person).get(f"/campaigns/{scene.campaign.slug}/feedback?{query}")
    assert page.status_code == 200
    assert "<script>" not in page.text


def test_the_entity_filter_tells_nothing_of_what_nobody_may_trace(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    make_feedback(session, edition=scene.edition, author=None, title="Traceless words")
    make_feedback(session, edition=scene.edition, author=scene.person, title="Named words")
    client = browser.as_(scene.person)
    address = f"/campaigns/{scene.campaign.slug}/feedback"
    assert "Traceless words" in client.get(address).text
    filtered = client.get(f"{address}?entity={scene.entity.code}").text
    assert "Named words" in filtered
    assert "Traceless words" not in filtered


def test_one_is_led_to_the_mission_that_is_left(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    make_mission(session, campaign=scene.campaign, number=2, closes_on=clock.today() - timedelta(days=3))
    make_mission(session, campaign=scene.campaign, number=3)
    feed = f"/campaigns/{scene.campaign.slug}/feedback"
    form = f"/campaigns/{scene.campaign.slug}/missions/{{}}/feedback/new"
    client = browser.as_(scene.person)
    assert form.format(1) in client.get(feed).text

    session.add(MissionDone(person_id=scene.person.id, mission_id=scene.mission.id, done_on=clock.today()))
    session.commit()

    page = client.get(feed).text
    assert [form.format(number) in page for number in (1, 2, 3)] == [False, False, True]
