"""The pages of review sessions."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, idents
from app.policy.actor import Role
from app.reviews.models import Review, ReviewCriterion, ReviewMark
from app.reviews.routes import results
from app.reviews.service import close_review
from app.reviews.types import ReviewKind, ReviewState
from app.web.pdf import can_write_pdf
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_mandate, make_person
from tests.factories.feedback import make_feedback
from tests.feedback.scene import make_scene
from tests.reports.test_paper import unpacked
from tests.reviews.conftest import Panel, make_panel


def form_of(scene_campaign_id: int) -> dict[str, str]:
    """Return a form that is right."""
    return {
        "key": "k", "title": "What to do first", "place": "group", "campaigns": str(scene_campaign_id),
        "kind": "grid", "due_on": clock.today().isoformat(), "tie_rule": "shared", "name_1": "Value", "weight_1": "2",
    }  # fmt: skip


def test_weights_that_sum_to_zero_are_refused(session: Session, browser: Browser) -> None:
    """Every mark would be worth nothing, and no rank could be told: neither a new review nor one that is changed."""
    scene, chair = make_scene(session), make_person(session)
    make_mandate(session, person=chair, role=Role.CENTRAL_TEAM)
    client, sentence = browser.as_(chair), "At least one criterion must have a name and a weight above zero."
    form = form_of(scene.campaign.id)
    nothing = {
        "name_1": "Value",
        "weight_1": "0",
        "name_2": "Effort",
        "weight_2": "0",
        "name_3": "Risk",
        "weight_3": "",
    }
    refusal = client.post("/reviews/new", data=form | nothing)
    assert refusal.status_code == 422
    assert sentence in refusal.text
    assert 'value="Effort"' in refusal.text, "what was written stays"
    nameless = {"weight_1": "0", "name_2": "", "weight_2": "5"}
    assert client.post("/reviews/new", data=form | nameless).status_code == 422, (
        "a weight without a name weighs nothing"
    )
    assert session.scalars(select(Review)).all() == []
    assert client.post("/reviews/new", data=form | nothing | {"weight_2": "1"}).status_code == 303
    review = session.scalars(select(Review)).one()
    edit = f"/reviews/{idents.encode(review.id)}/edit"
    changed = form | nothing | {"version": str(review.version)}
    refusal = client.post(edit, data=changed)
    assert refusal.status_code == 422
    assert sentence in refusal.text
    weights = select(ReviewCriterion.weight).order_by(ReviewCriterion.number)
    assert session.scalars(weights).all() == [0, 1, 0]


def test_a_central_user_prepares_opens_and_an_assessor_marks(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    chair = make_person(session)
    make_mandate(session, person=chair, role=Role.CENTRAL_TEAM)
    subjects = [make_feedback(session, edition=scene.edition, author=scene.person) for _ in range(2)]
    people = [make_person(session, entity=scene.entity) for _ in range(2)]
    client = browser.as_(chair)
    assert "No review yet" in client.get("/reviews").text
    form = form_of(scene.campaign.id)
    for wrong in ({"weight_1": "0"}, {"name_1": ""}, {"due_on": "2020-01-01"}, {"campaigns": "999999"}, {"title": ""}):
        answer = client.post("/reviews/new", data=form | wrong)
        assert answer.status_code == 422, wrong
        assert "What to do first" in answer.text or "title" in wrong
    assert client.post("/reviews/new", data=form).status_code == 303
    assert client.post("/reviews/new", data=form).status_code == 303  # a double click
    review = session.scalars(select(Review)).one()
    url = f"/reviews/{idents.encode(review.id)}"
    assert subjects[0].title in client.get(f"{url}/shortlist").text
    ticked = {"subject": [idents.encode(one.id) for one in subjects]}
    assert client.post(f"{url}/shortlist", data={"by_hand": "/feedback/nothing"}).status_code == 422
    assert client.post(f"{url}/shortlist", data=ticked).status_code == 303
    assert client.post(f"{url}/open").status_code == 303
    assert session.scalars(select(Review.state)).one() is ReviewState.PREPARING  # nobody is asked yet
    assert client.post(f"{url}/assessors", data={"email": "nobody@example.test"}).status_code == 422
    for person in people:
        assert client.post(f"{url}/assessors", data={"email": person.email}).status_code == 303
    reader = browser.as_(people[0])
    assert reader.get(url).status_code == 404  # not open yet
    assert client.post(f"{url}/open").status_code == 303
    assert "What to do first" in reader.get("/reviews").text


def test_an_assessor_marks_and_everybody_reads_it_afterwards(session: Session, panel: Panel, browser: Browser) -> None:
    client, assessor = browser.as_(panel.chair_person), browser.as_(panel.people[0])
    url = f"/reviews/{idents.encode(panel.review.id)}"
    page = assessor.get(f"{url}/marks").text
    assert panel.subjects[0].title in page
    names = list(dict.fromkeys(part.split('"')[0] for part in page.split('name="mark-')[1:]))
    assert assessor.post(f"{url}/marks", data={f"mark-{name}": "4" for name in names}).status_code == 303
    assert session.scalars(select(ReviewMark.value)).all() == [4] * 4
    one = f"{url}/subjects/{idents.encode(panel.items(session)[0])}"
    assert "Your total: 4" in assessor.get(one).text
    sent = {f"mark-{names[0]}": "2", "note": "Well said.", "conflict": "y"}
    assert assessor.post(one, data=sent).status_code == 303
    assert assessor.post(f"{url}/hand-in").status_code == 303
    for page_url in (url, f"{url}/minutes", f"{url}/marks"):
        assert "Well said." not in client.get(page_url).text
    assert client.post(f"{url}/close").status_code == 303
    for page_url in (url, f"{url}/minutes"):
        for reader in (client, assessor):
            answer = reader.get(page_url)
            assert "Well said." in answer.text
            assert "Complete marks from 0\u00a0of\u00a03\u00a0assessors" in answer.text
            assert "1\u00a0conflict of interest" in answer.text
            assert "<p>When two have the same result, the one with more support comes first.</p>" in answer.text


def test_the_pages_cost_the_same_whatever_is_on_them(session: Session, browser: Browser, queries: CountQueries) -> None:
    counted = []
    for size in (3, 6):
        panel = make_panel(session, subjects=size, people=size)
        for number in range(size):
            panel.mark(session, number, *[(3, 4)] * size)
        chair, assessor = browser.as_(panel.chair_person), browser.as_(panel.people[0])
        url = f"/reviews/{idents.encode(panel.review.id)}"
        pages = [(chair, url), (assessor, f"{url}/marks"), (chair, f"{url}/assessors")]
        seen = [count(client, page, queries) for client, page in pages]
        close_review(session, panel.chair, panel.review.id)
        seen += [count(chair, f"{url}/minutes", queries), count(assessor, f"{url}?sort=disagreement", queries)]
        counted.append(seen)
    assert counted[0] == counted[1]


def count(client: FlaskClient, page: str, queries: CountQueries) -> tuple[int, int]:
    """Return the status of a page, and how many statements it took."""
    with queries() as seen:
        status = client.get(page).status_code
    return status, len(seen)


def test_pairs_are_compared_one_after_the_other(session: Session, browser: Browser) -> None:
    panel = make_panel(session, kind=ReviewKind.PAIRS, subjects=3)
    client = browser.as_(panel.people[0])
    url = f"/reviews/{idents.encode(panel.review.id)}"
    for _ in range(3):
        page = client.get(f"{url}/pairs").text
        first, second = (page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("first", "second"))
        assert client.post(f"{url}/pairs", data={"first": first, "second": second}).status_code == 200  # no choice
        sent = {"first": first, "second": second, "choice": "first_of_two"}
        assert client.post(f"{url}/pairs", data=sent).status_code == 303
    assert "Nothing left to compare" in client.get(f"{url}/pairs").text
    assert client.post(f"{url}/pairs", data={"first": "x", "second": "y", "choice": "first_of_two"}).status_code == 404
    assert client.post(f"{url}/hand-in").status_code == 303
    close_review(session, panel.chair, panel.review.id)
    assert "Share won" in client.get(f"{url}/minutes").text


def test_nobody_else_reads_a_review(panel: Panel, browser: Browser) -> None:
    url = f"/reviews/{idents.encode(panel.review.id)}"
    stranger = browser.as_(panel.scene.person)
    for page in (url, f"{url}/marks", f"{url}/minutes", f"{url}/shortlist", f"{url}/assessors", f"{url}/edit"):
        assert stranger.get(page).status_code == 404, page
    assert stranger.get("/reviews/new").status_code == 403
    assert browser.as_(panel.people[0]).get(f"{url}/shortlist").status_code == 403


def test_the_last_days_come_into_the_assessors_own_calendar(session: Session, panel: Panel, browser: Browser) -> None:
    page, place = f"/reviews/{idents.encode(panel.review.id)}", "/reviews/dates.ics"
    invited = browser.as_(panel.people[0])
    assert f'href="{place}"' in invited.get("/reviews").text
    answer = invited.get(place)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    (entry,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(entry["SUMMARY"]) == "What to do first · last day for marks"
    assert entry.decoded("DTSTART") == panel.review.due_on
    assert str(entry["URL"]).endswith(page)
    before = int(str(entry["SEQUENCE"]))
    panel.review.version += 1
    session.commit()
    (later,) = Calendar.from_ical(invited.get(place).data).walk("VEVENT")
    assert (later["UID"], int(str(later["SEQUENCE"]))) == (entry["UID"], before + 1)
    for person in (panel.scene.person, panel.chair_person):  # nobody asks for their marks
        assert b"VEVENT" not in browser.as_(person).get(place).data
    close_review(session, panel.chair, panel.review.id)
    assert b"VEVENT" not in invited.get(place).data


@pytest.mark.skipif(not can_write_pdf(), reason="WeasyPrint or Debian's pango is not installed")
def test_minutes_are_a_tagged_pdf_in_the_readers_language(session: Session, panel: Panel, browser: Browser) -> None:
    client = browser.as_(panel.chair_person)
    panel.chair_person.locale = "ar"
    session.flush()
    url = f"/reviews/{idents.encode(panel.review.id)}/minutes"
    assert client.get(f"{url}.pdf").status_code == 404  # not closed yet
    close_review(session, panel.chair, panel.review.id)
    assert f'href="{url}.pdf"' in client.get(url).text
    file = client.get(f"{url}.pdf")
    assert (file.mimetype, file.data[:5]) == ("application/pdf", b"%PDF-")
    inside = file.data + b"".join(unpacked(file.data))
    assert b"/MarkInfo" in inside
    assert b"/Lang (ar)" in inside
    assert browser.as_(panel.scene.person).get(f"{url}.pdf").status_code == 404


def test_where_no_pdf_can_be_written_the_minutes_are_the_page(
    session: Session, panel: Panel, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "can_write_pdf", lambda: False)
    close_review(session, panel.chair, panel.review.id)
    client, url = browser.as_(panel.chair_person), f"/reviews/{idents.encode(panel.review.id)}/minutes"
    assert "minutes.pdf" not in client.get(url).text
    assert client.get(f"{url}.pdf").mimetype == "text/html"
