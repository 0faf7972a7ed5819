"""What a reader finds across campaigns, and what they never find."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus, IdentityLevel
from app.core import clock, idents
from app.core.errors import NotFound
from app.entities.models import Entity
from app.feedback.models import Comment, Feedback, OfficialAnswer
from app.feedback.types import CommentRole, CommentState, Handling, Kind, State
from app.language.finding import read_wanted
from app.language.stems import stems
from app.policy.actor import Actor
from app.search.queries import find, results
from app.search.queries.find import Scope
from app.search.queries.results import FoundPage, results_like, results_page, subject_of
from app.search.queries.scope import SearchFilters, places_in_sight
from app.search.types import FoundIn
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment
from tests.factories.feedback import make_feedback
from tests.refusals import refused


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(
        session, campaign=make_campaign(session), entity=make_entity(session), status=EditionStatus.OPEN
    )


@pytest.fixture
def reader(session: Session, edition: Edition) -> Person:
    person = make_person(session, entity=session.get_one(Entity, edition.entity_id))
    make_enrolment(session, person=person, edition=edition)
    session.commit()
    return person


@pytest.fixture
def client(browser: Browser, reader: Person) -> FlaskClient:
    return browser.as_(reader)


def as_reader(person: Person, *editions: Edition) -> Actor:
    return actor_for(person, enrolled=tuple(edition.campaign_id for edition in editions))


def write(session: Session, edition: Edition, body: str, **more: Any) -> Feedback:
    """Save a contribution that is found by its words."""
    author = make_person(session, entity=session.get_one(Entity, edition.entity_id))
    written = make_feedback(session, edition=edition, author=author, body=body, **more)
    written.stems = stems(f"{written.title} {body}", written.language)
    session.commit()
    return written


def say(
    session: Session,
    to: Feedback,
    body: str,
    *,
    role: CommentRole = CommentRole.COMMENT,
    state: CommentState = CommentState.PUBLISHED,
) -> None:
    session.add(Comment(feedback_id=to.id, body=body, language="en", role=role, state=state, stems=stems(body, "en")))
    to.comment_count += 1
    session.commit()


def answer(session: Session, to: Feedback, body: str) -> None:
    assert to.author_id is not None
    session.add(
        OfficialAnswer(feedback_id=to.id, body=body, language="en", author_id=to.author_id, stems=stems(body, "en"))
    )
    to.answered_at = clock.now()
    session.commit()


def look(session: Session, actor: Actor, words: str, filters: SearchFilters | None = None) -> FoundPage:
    places = places_in_sight(session, actor)
    narrowed = filters or SearchFilters()
    seen = tuple(sorted({place.campaign_id for place in places}))
    scope = Scope((narrowed.campaign_id,) if narrowed.campaign_id else seen, narrowed)
    return results_page(session, actor, scope, read_wanted(words, ["en", "fr", "ar"]))


def bodies(page: FoundPage) -> list[str]:
    return [found.row.body for found in page.rows]


@pytest.fixture(params=["walked", "indexed"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to the same rows: reading the newest ones, and the index of words."""
    if request.param == "indexed":
        monkeypatch.setattr(find, "LOOKED_AT", 1)
        monkeypatch.setattr(find, "LOOKED_AT_NARROWED", 1)
    return str(request.param)


both_ways = pytest.mark.usefixtures("way")


@both_ways
def test_any_form_of_every_word_the_newest_first(session: Session, edition: Edition, reader: Person) -> None:
    now = clock.now()
    first = "The payments of cards stop."
    write(session, edition, first, created_at=now - timedelta(hours=2))
    write(session, edition, "A payment by card stopped.", created_at=now)
    write(session, edition, "The payment is quick.", created_at=now)
    page = look(session, as_reader(reader, edition), "payment cards stopping")
    assert bodies(page) == ["A payment by card stopped.", first]
    assert page.total == 2


@both_ways
def test_comments_and_answers_lead_to_their_contribution(session: Session, edition: Edition, reader: Person) -> None:
    commented = write(session, edition, "Nothing much.", created_at=clock.now() - timedelta(hours=1))
    answered = write(session, edition, "Little more.")
    say(session, commented, "Invoices arrive late.")
    answer(session, answered, "The invoice arrives in May.")
    page = look(session, as_reader(reader, edition), "invoice")
    assert [(found.row.id, found.source) for found in page.rows] == [
        (answered.id, FoundIn.ANSWER),
        (commented.id, FoundIn.COMMENT),
    ]
    assert page.rows[1].text == "Invoices arrive late."
    assert bodies(look(session, as_reader(reader, edition), "invoice nothing")) == [], "words of one text"


@both_ways
def test_what_is_not_public_is_not_found(session: Session, edition: Edition, reader: Person) -> None:
    for state in (State.WAITING, State.HIDDEN, State.WITHDRAWN, State.SENT_BACK):
        write(session, edition, "A secret invoice.", state=state)
    open_one = write(session, edition, "Nothing much.")
    say(session, open_one, "A hidden invoice.", state=CommentState.HIDDEN)
    say(session, open_one, "A waiting invoice.", state=CommentState.WAITING)
    say(session, open_one, "Which invoice?", role=CommentRole.QUESTION)
    hidden = write(session, edition, "Nothing else.", state=State.HIDDEN)
    answer(session, hidden, "The invoice of nobody.")
    assert bodies(look(session, as_reader(reader, edition), "invoice")) == []


@both_ways
def test_other_campaigns_stay_out_of_sight(session: Session, edition: Edition, reader: Person) -> None:
    elsewhere = make_edition(
        session, campaign=make_campaign(session), entity=make_entity(session), status=EditionStatus.OPEN
    )
    write(session, elsewhere, "An invoice elsewhere.")
    write(session, edition, "An invoice here.")
    assert bodies(look(session, as_reader(reader, edition), "invoice")) == ["An invoice here."]
    both = bodies(look(session, as_reader(reader, edition, elsewhere), "invoice"))
    assert set(both) == {"An invoice here.", "An invoice elsewhere."}
    assert bodies(look(session, as_reader(reader), "invoice")) == []


@both_ways
def test_the_name_of_a_confidential_author_finds_nothing(session: Session, edition: Edition, reader: Person) -> None:
    written = write(session, edition, "An invoice.", identity=IdentityLevel.CONFIDENTIAL)
    name = session.get_one(Person, written.author_id).name
    assert bodies(look(session, as_reader(reader, edition), name)) == []


@both_ways
def test_a_phrase_is_found_word_for_word(session: Session, edition: Edition, reader: Person) -> None:
    write(session, edition, "The card is blocked, the card holder waits.")
    said = write(session, edition, "A holder of a card.")
    say(session, said, "Our holder card is new.")
    actor = as_reader(reader, edition)
    assert bodies(look(session, actor, '"card holder"')) == ["The card is blocked, the card holder waits."]
    assert [found.source for found in look(session, actor, "«holder card»").rows] == [FoundIn.COMMENT]
    assert bodies(look(session, actor, '"cards"')) == [], "a word in quotation marks, as it is written"
    assert len(bodies(look(session, actor, "cards"))) == 2


@both_ways
def test_filters_narrow(session: Session, edition: Edition, reader: Person) -> None:
    now = clock.now()
    write(session, edition, "An invoice one.", kind=Kind.PROBLEM, created_at=now - timedelta(days=9))
    write(session, edition, "An invoice two.", language="fr", handling=Handling.KNOWN)
    write(session, edition, "An invoice three.", created_at=now - timedelta(days=1))
    actor, today = as_reader(reader, edition), now.date()
    for filters, expected in (
        (SearchFilters(kind=Kind.PROBLEM), {"one"}),
        (SearchFilters(language="fr"), {"two"}),
        (SearchFilters(handling=Handling.KNOWN), {"two"}),
        (SearchFilters(until=today - timedelta(days=5)), {"one"}),
        (SearchFilters(since=today - timedelta(days=5), until=today - timedelta(days=1)), {"three"}),
        (SearchFilters(entity_id=edition.entity_id), {"one", "two", "three"}),
        (SearchFilters(entity_id=edition.entity_id + 999), set()),
        (SearchFilters(campaign_id=edition.campaign_id), {"one", "two", "three"}),
    ):
        found = {body.removesuffix(".").split()[-1] for body in bodies(look(session, actor, "invoice", filters))}
        assert found == expected, filters


@both_ways
def test_pages_hold_each_once(
    session: Session, edition: Edition, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "PAGE_SIZE", 2)
    monkeypatch.setattr(results, "PHRASE_CANDIDATES", 3)
    at = clock.now()
    for number in range(5):
        write(session, edition, f"The invoice number {number}.", created_at=at)  # the same instant
    actor = as_reader(reader, edition)
    for words in ("invoice", '"invoice number"'):
        seen: list[str] = []
        after, pages = "", 0
        while pages < 9:
            page = look(session, actor, words, SearchFilters(after=after))
            seen += bodies(page)
            after, pages = page.next_key, pages + 1
            if not after:
                break
        assert len(seen) == len(set(seen)) == 5, words


def test_many_campaigns_are_read_in_one_order(
    session: Session, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "CAMPAIGNS_APART", 1)
    entity, now = make_entity(session), clock.now()
    editions = [
        make_edition(session, campaign=make_campaign(session), entity=entity, status=EditionStatus.OPEN)
        for _ in range(3)
    ]
    for number, each in enumerate(editions):
        write(session, each, f"An invoice {number}.", created_at=now - timedelta(hours=number))
    found = bodies(look(session, as_reader(reader, *editions[:2]), "invoice"))
    assert found == ["An invoice 0.", "An invoice 1."]


def test_what_is_like_a_contribution_shares_its_telling_words(
    session: Session, edition: Edition, reader: Person
) -> None:
    subject = write(session, edition, "The fingerprint fails after the installation.")
    alike = write(session, edition, "After installing, fingerprints are refused.", title="Installations")
    write(session, edition, "Transfers take long.")
    hidden = write(session, edition, "The fingerprint and the installation.", state=State.HIDDEN)
    actor = as_reader(reader, edition)
    scope = Scope((edition.campaign_id,), SearchFilters())
    found, _ = results_like(session, actor, scope, subject_of(session, actor, scope.campaign_ids, subject.id))
    assert [each.row.id for each in found] == [alike.id]
    for campaigns, number in (((), subject.id), (scope.campaign_ids, hidden.id), (scope.campaign_ids, 7)):
        with refused(session, NotFound):
            subject_of(session, actor, campaigns, number)


def marks(html: str) -> list[str]:
    return [unescape(each) for each in re.findall(r"<mark>(.*?)</mark>", html)]


def test_the_page_marks_the_words_in_whatever_form(
    session: Session, edition: Edition, reader: Person, browser: Browser
) -> None:
    long = "word " * 90
    write(session, edition, f"{long}The <b>payments</b> stop. {long}", title="Paying")
    write(session, edition, "لا أستطيع تحميل الكِتَاب الجديد", title="كتاب", language="ar")
    client = browser.as_(reader)
    page = client.get("/search?q=payment").text
    assert marks(page) == ["payments"]
    assert "&lt;b&gt;" in page
    assert "…" in page
    arabic = client.get("/search", query_string={"q": "كتاب"}).text
    assert "كتاب" in marks(arabic)
    assert 'lang="ar" dir="rtl"' in arabic
    assert "1\u00a0contribution" in arabic


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "A word is found in any of its forms"),
        ("?! «» …", "Your search holds no word."),
        ("x", "One letter is found nearly everywhere."),
        ("invoice " * 250, "Your search is long"),
        ("one two three four five six seven eight nine ten eleven twelve thirteen", "Your search is long"),
        ("inexistent", "Nothing matches"),
        ("the and", "1\u00a0contribution"),
        ("<script>", "Nothing matches"),
        ("\x00", "A word is found in any of its forms"),
    ],
)
def test_a_clear_sentence_whatever_is_asked(
    session: Session, edition: Edition, client: FlaskClient, words: str, said: str
) -> None:
    write(session, edition, "The invoice and the receipt.")
    answered = client.get("/search", query_string={"q": words})
    assert answered.status_code == 200
    assert said in unescape(answered.text)
    assert "<script>alert" not in answered.text


@pytest.mark.parametrize(
    "query",
    [
        "since=x&until=2026-13-99", "since=9999-12-31&until=0001-01-01", "campaign=nowhere&entity=nobody&kind=1",
        "after=x", "after=9999-12-31T00:00:00%2B00:00~1", "after=~", "like=x", "outcome=late&language=xx&state=1",
    ],
)  # fmt: skip
def test_what_makes_no_sense_in_the_address_is_ignored(reader: Person, browser: Browser, query: str) -> None:
    assert browser.as_(reader).get(f"/search?q=invoice&{query}").status_code == 200


def test_more_like_this_leads_on(session: Session, edition: Edition, reader: Person, browser: Browser) -> None:
    subject = write(session, edition, "The fingerprint fails after the installation.", title="<i>Finger</i>")
    write(session, edition, "After installing, fingerprints are refused.", title="Installations")
    client = browser.as_(reader)
    assert f"/search?like={idents.encode(subject.id)}" in client.get("/search?q=fingerprint").text
    page = client.get(f"/search?like={idents.encode(subject.id)}")
    assert {"fingerprints", "Installations"} <= set(marks(page.text))
    assert "<i>" not in page.text
    assert client.get(f"/search?like={idents.encode(subject.id + 1)}").status_code == 404


@pytest.mark.parametrize("words", ["invoice", '"the invoice"'])
def test_a_page_costs_the_same_whatever_is_found(
    session: Session, edition: Edition, client: FlaskClient, queries: CountQueries, words: str
) -> None:
    counted = []
    for _ in range(2):
        for number in range(4):
            written = write(session, edition, "The invoice." if number % 2 else "Nothing.")
            say(session, written, "The invoice too.")
            answer(session, written, "The invoice as well.")
        client.get("/search", query_string={"q": words})
        with queries() as seen:
            assert client.get("/search", query_string={"q": words}).status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_a_hidden_contribution_is_gone_at_once(
    session: Session, edition: Edition, reader: Person, browser: Browser
) -> None:
    written = write(session, edition, "The invoice.")
    client = browser.as_(reader)
    assert marks(client.get("/search?q=invoices").text) == ["invoice"]
    session.execute(update(Feedback).where(Feedback.id == written.id).values(state=State.HIDDEN))
    session.commit()
    assert marks(client.get("/search?q=invoices").text) == []
