"""Drafts through the pages: the script's address, the form, and the list of one's own."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Field

from app.core import idents
from app.drafts.models import StoredDraft
from app.drafts.queries import draft_at
from app.drafts.service import DraftInput, keep_draft
from app.drafts.types import FIELDS, DraftAddress, DraftForm
from app.feedback.forms.contribution import ContributionForm
from app.feedback.forms.submit import FeedbackForm
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from tests.conftest import Browser, CountQueries
from tests.factories.campaigns import make_mission
from tests.feedback.scene import Scene, make_colleague, make_input, make_scene

WORDS = {"kind": "idea", "title": "A shorter way", "body": "Two pages less.", "identity": "named"}
NOT_KEPT = {
    "images",
    "kept",
    "remove",
    "earlier",
    "later",
    "alt_texts",
    "confirmed",
    "key",
    "draft_version",
    "draft_writer",
    "save",
    "similar",
}


def form_url(scene: Scene) -> str:
    return f"/campaigns/{scene.campaign.slug}/missions/{scene.mission.number}/feedback/new"


def sent(scene: Scene, **more: str) -> dict[str, str]:
    return {"draft_form": "contribution", "draft_subject": idents.encode(scene.mission.id), **WORDS, **more}


def fields_of(session: Session) -> list[dict[str, str]]:
    session.expire_all()
    return [dict(fields) for fields in session.scalars(select(StoredDraft.fields))]


def test_every_field_of_the_form_is_kept_or_named_here() -> None:
    fields = {name for form in (ContributionForm, FeedbackForm) for name in dir(form)}
    fields = {name for name in fields if isinstance(getattr(FeedbackForm, name, None), Field) or _is_field(name)}
    assert fields - NOT_KEPT == set(FIELDS[DraftForm.CONTRIBUTION])


def _is_field(name: str) -> bool:
    return hasattr(getattr(FeedbackForm, name, None), "field_class")


def test_a_script_saves_in_four_statements(session: Session, browser: Browser, queries: CountQueries) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    answer = client.post("/drafts", data=sent(scene, draft_version="0", draft_writer="w", key="k", other="x"))
    assert (answer.status_code, answer.json) == (200, {"version": 1})
    assert fields_of(session) == [WORDS]
    again = sent(scene, title="Shorter", draft_version="1", draft_writer="w")
    with queries() as seen:
        answer = client.post("/drafts", data=again)
    assert answer.json == {"version": 2}
    assert len(seen) <= 4
    assert len(answer.data) < 100


def test_the_script_is_told_of_another_version(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    phone, desk = browser.as_(scene.person), browser.as_(scene.person)
    phone.post("/drafts", data=sent(scene, draft_writer="phone"))
    answer = desk.post("/drafts", data=sent(scene, body="Other words.", draft_version="0", draft_writer="desk"))
    assert answer.status_code == 409
    assert answer.json is not None
    assert (answer.json["version"], answer.json["fields"]) == (1, WORDS)
    assert answer.json["sentence"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"identity": "untraceable"}, 422),
        ({"identity": ""}, 422),
        ({"body": "a" * 1_000_000}, 422),
        ({"draft_form": "diary"}, 404),
        ({"draft_subject": "0"}, 404),
        ({"draft_subject": "zzzzzzzzzzzzz"}, 404),
        ({"draft_version": "7"}, 409),
    ],
)
def test_what_is_refused_says_why_and_writes_nothing(
    session: Session, browser: Browser, more: dict[str, str], status: int
) -> None:
    scene = make_scene(session)
    answer = browser.as_(scene.person).post("/drafts", data=sent(scene) | more)
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["sentence"]
    assert fields_of(session) == []


def test_the_form_opened_on_another_device_is_filled(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    browser.as_(scene.person).post("/drafts", data=sent(scene, rating="4"))
    page = browser.as_(scene.person).get(form_url(scene)).text
    assert "A shorter way" in page
    assert "Two pages less." in page
    assert "Here is what you were writing." in page
    assert 'name="draft_version" type="hidden" value="1"' in page
    _, colleague = make_colleague(session, scene)
    assert "A shorter way" not in browser.as_(make_colleague(session, scene)[0]).get(form_url(scene)).text
    assert draft_at(session, colleague, DraftAddress(DraftForm.CONTRIBUTION, scene.mission.id)) is None


def saved_for_later(client: FlaskClient, scene: Scene, **more: str) -> tuple[int, str]:
    answer = client.post(form_url(scene), data={**WORDS, "key": "k", "save": "1", **more}, follow_redirects=True)
    return answer.status_code, answer.text


def test_without_a_script_a_button_saves_for_later(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    status, page = saved_for_later(browser.as_(scene.person), scene)
    assert status == 200
    assert "My drafts" in page
    assert "A shorter way" in page
    assert form_url(scene) in page
    assert fields_of(session) == [WORDS]


def test_without_a_script_an_unfinished_form_can_be_saved(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    assert saved_for_later(browser.as_(scene.person), scene, title="", kind="")[0] == 200
    assert fields_of(session)[0]["title"] == ""


def test_without_a_script_the_other_version_stands_beside(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    browser.as_(scene.person).post("/drafts", data=sent(scene, body="From the phone.", draft_writer="phone"))
    client = browser.as_(scene.person)
    status, page = saved_for_later(client, scene, body="From the desk.")
    assert status == 409
    assert "From the phone." in page
    assert "From the desk." in page
    assert 'name="draft_version" type="hidden" value="1"' in page
    assert fields_of(session)[0]["body"] == "From the phone."
    assert saved_for_later(client, scene, body="From the desk.", draft_version="1")[0] == 200
    assert fields_of(session)[0]["body"] == "From the desk."


@pytest.mark.parametrize("level", ["untraceable", ""])
def test_without_a_script_nameless_words_stay_in_the_form(session: Session, browser: Browser, level: str) -> None:
    scene = make_scene(session)
    status, page = saved_for_later(browser.as_(scene.person), scene, identity=level)
    assert status == 422
    assert "Two pages less." in page
    assert fields_of(session) == []


def test_sending_takes_the_draft_away_also_when_nobody_may_know(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    for level in ("named", "untraceable"):
        client.post("/drafts", data=sent(scene))
        assert len(fields_of(session)) == 1
        answer = client.post(form_url(scene), data={**WORDS, "body": level, "identity": level, "key": f"key {level}"})
        assert answer.status_code == 302
        assert fields_of(session) == []


def test_a_change_of_what_was_sent_is_kept_too(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    feedback_id = submit_feedback(session, scene.actor, scene.address, make_input(), memory_storage())
    client, url = browser.as_(scene.person), f"/feedback/{idents.encode(feedback_id)}/edit"
    words = {"kind": "idea", "title": "A better title", "body": "New words.", "version": "1"}
    assert client.post(url, data=words | {"save": "1"}).headers["Location"] == "/drafts"
    assert fields_of(session) == [words]
    assert url in client.get("/drafts").text
    assert "A better title" in client.get(url).text
    other = browser.as_(make_colleague(session, scene)[0])
    refusal = other.post("/drafts", data={"draft_form": "revision", "draft_subject": idents.encode(feedback_id)})
    assert refusal.status_code == 404
    assert client.post(url, data=words).status_code == 302
    assert fields_of(session) == []


def test_taking_a_contribution_back_takes_the_draft_of_its_change_along(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    feedback_id = submit_feedback(session, scene.actor, scene.address, make_input(), memory_storage())
    client, url = browser.as_(scene.person), f"/feedback/{idents.encode(feedback_id)}"
    words = {"kind": "idea", "title": "A better title", "body": "New words.", "version": "1", "save": "1"}
    client.post(f"{url}/edit", data=words)
    assert len(fields_of(session)) == 1
    assert client.post(f"{url}/withdraw").status_code == 302
    assert fields_of(session) == []


def test_the_list_costs_the_same_whatever_is_in_it(session: Session, browser: Browser, queries: CountQueries) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    assert "No drafts" in client.get("/drafts").text
    counted = []
    for first in (2, 5):
        for number in range(first, first + 3):
            mission = make_mission(session, campaign=scene.campaign, number=number)
            keep_draft(session, scene.actor, DraftAddress(DraftForm.CONTRIBUTION, mission.id), DraftInput(WORDS))
        session.commit()
        with queries() as seen:
            assert client.get("/drafts").text.count("A shorter way") >= 3
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 8


def test_a_draft_is_deleted_from_the_list(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    client.post("/drafts", data=sent(scene))
    browser.as_(make_colleague(session, scene)[0]).post("/drafts/delete", data=sent(scene))
    assert len(fields_of(session)) == 1
    assert client.post("/drafts/delete", data=sent(scene)).headers["Location"] == "/drafts"
    assert fields_of(session) == []
    assert client.post("/drafts/delete", data=sent(scene), headers={"Accept": "application/json"}).json == {
        "version": 0
    }
