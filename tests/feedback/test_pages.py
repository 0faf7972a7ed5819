"""The pages of a contribution: what they show, what they keep, and where they lead."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Person
from app.campaigns.types import EditionStatus, IdentityLevel
from app.core import clock, idents
from app.feedback.models import Comment, Feedback, FeedbackImage, MeToo, OfficialAnswer
from app.feedback.service.handle import publish_feedback, send_back_feedback
from app.feedback.types import Handling, Kind, State
from app.policy.actor import Role
from app.web.cautions import Caution
from tests.conftest import Browser
from tests.factories.accounts import make_mandate, make_person
from tests.factories.campaigns import make_enrolment
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_colleague, make_manager, make_scene
from tests.feedback.sent import address_of, picture, send, written

ABSENT = idents.encode(4242)


def page_of(feedback: Feedback, act: str = "") -> str:
    return f"/feedback/{idents.encode(feedback.id)}{act}"


def only(session: Session) -> Feedback:
    session.expire_all()
    return session.scalars(select(Feedback)).one()


def publish(session: Session, scene: Scene, **options: Any) -> Feedback:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person, mission=scene.mission, **options)
    session.commit()
    return feedback


def joined(session: Session, browser: Browser) -> tuple[Feedback, FlaskClient]:
    """Return a published contribution, and the browser of a colleague who takes part."""
    scene = make_scene(session)
    feedback = publish(session, scene)
    colleague, _ = make_colleague(session, scene)
    return feedback, browser.as_(colleague)


def sentence_beside(html: str, field: str) -> str:
    """Return the error printed under a field."""
    found = re.search(rf'id="{field}-error">(.*?)</p>', html)
    return re.sub("<[^>]+>", "", found.group(1)) if found else ""


# --- leaving one -----------------------------------------------------------------------------------


def test_the_form_offers_what_the_campaign_offers(session: Session, browser: Browser) -> None:
    scene = make_scene(session, levels=(IdentityLevel.NAMED, IdentityLevel.CONFIDENTIAL))
    html = browser.as_(scene.person).get(address_of(scene)).text
    assert 'value="confidential"' in html
    assert 'value="untraceable"' not in html
    assert "Step 1" in html
    assert "Answered within 5\u00a0working days" in html
    assert "A moderator will read your first contribution" in html


def test_the_optional_parts_of_the_form_are_folded_until_something_in_them_is_wrong(
    session: Session, browser: Browser
) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    page = client.get(address_of(scene)).text
    assert page.count('<details class="fold') == 4
    assert not re.search(r'<details class="fold[^>]* open', page)
    assert f"Mission {scene.mission.number}: " in page
    refused = send(client, scene, identity="").text
    assert re.findall(r'<details class="fold[^>]* open>\s*<summary><span>(.*?)</span>', refused) == [
        "Who may know that it comes from you?"
    ]
    named = send(client, scene, title="").text
    assert re.search(r'<span class="now"[^>]*>With my name</span>', named), "what is chosen is said"


def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    page = send(browser.as_(scene.person), scene, title="", body="Words of half an hour", kind="")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence_beside(page.text, "title") == "Please fill in this field."
    assert sentence_beside(page.text, "kind") == "Please choose one."
    assert "Words of half an hour</textarea>" in page.text
    assert session.scalars(select(Feedback)).all() == []


def test_success_leads_to_thanks_and_then_to_the_contribution(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    answer = send(client, scene, rating="4")
    assert answer.status_code == HTTPStatus.FOUND
    assert urlsplit(answer.location).path == f"/campaigns/{scene.campaign.slug}/feedback/thanks"
    feedback = only(session)
    for _ in range(2):  # read again, it says the same
        thanks = client.get(answer.location).text
        assert page_of(feedback) in thanks
        assert f'data-draft-done="{address_of(scene)}"' in thanks
        assert "A moderator will read your contribution before others can see it." in thanks
    shown = client.get(page_of(feedback)).text
    assert "The upload stops" in shown
    assert "4\u00a0of 5\u00a0stars" in shown
    assert "Waiting to be read" in shown


@pytest.mark.parametrize(
    "query", ["contribution=nothing&mission=x", "contribution=&mission=-1", "mission=99999999999999999999"]
)
def test_a_hand_made_address_of_the_thanks_does_no_harm(session: Session, browser: Browser, query: str) -> None:
    scene = make_scene(session)
    page = browser.as_(scene.person).get(f"/campaigns/{scene.campaign.slug}/feedback/thanks?{query}")
    assert page.status_code == HTTPStatus.OK


def test_the_reference_code_leads_back(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    thanks = send(client, scene, identity="untraceable").location
    assert idents.encode(only(session).id) not in thanks  # nor in the browser's history
    code = re.search(r'<code class="reference"[^>]*>([a-z0-9-]{19})</code>', client.get(thanks).text)
    assert code is not None
    elsewhere = browser.as_(scene.person)
    feedback = only(session)
    assert elsewhere.get(page_of(feedback)).status_code == 404
    back = elsewhere.post("/feedback/reference", data={"code": code.group(1).upper().replace("-", " ")})
    assert back.location == page_of(feedback)
    shown = elsewhere.get(page_of(feedback))
    assert shown.status_code == 200
    own_menus = r'<header.*?</header>|<nav class="dock".*|<body[^>]*>'
    assert scene.person.name not in re.sub(own_menus, "", shown.text, flags=re.DOTALL)


@pytest.mark.usefixtures("stopped_clock")
def test_a_wrong_code_is_said_beside_the_field_and_guessing_ends(session: Session, browser: Browser) -> None:
    client = browser.as_(make_scene(session).person)
    page = client.post("/feedback/reference", data={"code": "aaaa-bbbb-cccc-dddd"})
    assert page.status_code == 422
    assert "No contribution has this code" in sentence_beside(page.text, "code")
    tries = [client.post("/feedback/reference", data={"code": f"guess-{n}"}).status_code for n in range(20)]
    assert tries[-1] == 429


def test_a_double_click_is_one_contribution_and_the_same_answer(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    answers = [send(client, scene, key="the same key", body="The same words.").location for _ in range(2)]
    assert answers[0] == answers[1]
    assert page_of(only(session)) in client.get(answers[0]).text


def test_who_does_not_take_part_is_led_to_the_campaign(session: Session, browser: Browser) -> None:
    scene = make_scene(session, enrol=False)
    answer = browser.as_(scene.person).get(address_of(scene))
    assert answer.location == f"/campaigns/{scene.campaign.slug}"


def test_somebody_who_left_while_writing_keeps_the_words(session: Session, browser: Browser) -> None:
    scene = make_scene(session, enrol=False)
    page = send(browser.as_(scene.person), scene, body="Words of half an hour")
    assert page.status_code == HTTPStatus.CONFLICT
    assert "no longer enrolled" in page.text
    assert "Words of half an hour</textarea>" in page.text
    assert session.scalars(select(Feedback)).all() == []


@pytest.mark.usefixtures("stopped_clock")
def test_too_many_in_an_hour_waits_with_the_words(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    for _ in range(60):
        page = send(client, scene, key="always the same")
    page = send(client, scene, body="The sixty-first")
    assert page.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(page.headers["Retry-After"]) > 0
    assert "The sixty-first</textarea>" in page.text


# --- images ----------------------------------------------------------------------------------------


def test_images_are_kept_with_the_words_that_replace_them(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    fields = {"alt_texts-0": "A grey bar under the photo", "alt_texts-1": ""}
    sent = send(client, scene, (picture("red"), "one.png"), (picture("blue", "JPEG"), "two.jpg"), **fields)
    assert sent.status_code == 302
    feedback = only(session)
    html = client.get(page_of(feedback)).text
    assert 'alt="A grey bar under the photo"' in html
    assert 'alt="Image 2, without a description"' in html
    image = client.get(page_of(feedback, "/images/1"))
    assert (image.status_code, image.mimetype) == (200, "image/webp")
    assert image.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert image.headers["X-Content-Type-Options"] == "nosniff"
    assert [row.alt_text for row in session.scalars(select(FeedbackImage).order_by(FeedbackImage.number))] == [
        "A grey bar under the photo", "",
    ]  # fmt: skip


def test_lists_show_images_small_and_alike_and_lead_to_the_whole(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    client = browser.as_(scene.person)
    tall = BytesIO()
    Image.new("RGB", (1080, 9000), "navy").save(tall, "PNG")
    send(client, scene, (tall.getvalue(), "one.png"), **{"alt_texts-0": "A long page"})
    address = page_of(only(session), "/images/1")
    tile = (
        f'<a href="{address}"><img src="{address}?size=small" width="480" height="640" alt="A long page" '
        'loading="lazy"></a>'
    )
    manager, _ = make_manager(session, scene)
    for place in (page_of(only(session)), f"/campaigns/{scene.campaign.slug}/feedback"):
        assert tile in browser.as_(manager).get(place).text, place
    small = client.get(f"{address}?size=small")
    assert (small.status_code, small.mimetype) == (200, "image/webp")
    assert small.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with Image.open(BytesIO(small.data)) as image:
        assert image.size == (480, 640)
    with Image.open(BytesIO(client.get(address).data)) as image:
        assert image.size[0] == 1080


def test_an_image_is_for_who_may_read_the_words(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    send(browser.as_(scene.person), scene, (picture(), "one.png"))
    address = page_of(only(session), "/images/1")
    colleague, _ = make_colleague(session, scene)
    manager, _ = make_manager(session, scene)
    small = f"{address}?size=small"
    for place in (address, small):
        assert browser.as_(colleague).get(place).status_code == 404
        assert browser.as_(manager).get(place).status_code == 200
    assert f'src="{small}"' in browser.as_(manager).get("/moderation").text
    assert browser.as_(manager).get(address.replace("/1", "/2")).status_code == 404


# --- one's own -------------------------------------------------------------------------------------


def test_a_trusted_author_s_change_is_seen_at_once(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    feedback = publish(session, scene)
    client = browser.as_(scene.person)
    form = client.get(page_of(feedback, "/edit"))
    assert feedback.title in form.text
    data = {"title": "Said better", "body": "And longer.", "version": "1", "kind": "idea"}
    assert client.post(page_of(feedback, "/edit"), data=data).location == page_of(feedback)
    html = client.get(page_of(feedback)).text
    assert "Said better" in html
    assert "Edited by its author" in html


def test_an_author_changes_all_that_they_sent_and_hides_their_name(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    feedback = publish(session, scene)
    client = browser.as_(scene.person)
    data = {
        "title": "Said better", "body": "And longer.", "version": "1", "kind": "problem", "rating": "4",
        "step": str(scene.mission.steps[0].id), "hidden": "confidential",
        "confirmed": Caution("rare_language_en", "hidden", "").confirmation,
    }  # fmt: skip
    assert client.post(page_of(feedback, "/edit"), data=data).status_code == 302
    session.refresh(feedback)
    assert (feedback.kind.value, feedback.rating, feedback.step_id) == ("problem", 4, scene.mission.steps[0].id)
    assert feedback.identity.value == "confidential"
    assert 'name="hidden"' not in client.get(page_of(feedback, "/edit")).text, "a name is never shown again"
    again = {**data, "version": str(feedback.version), "hidden": "named", "title": "Once more"}
    assert client.post(page_of(feedback, "/edit"), data=again).status_code == 422
    session.refresh(feedback)
    assert feedback.identity.value == "confidential"


def test_the_change_of_an_author_who_is_not_trusted_waits(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene, title="Said first")
    colleague, _ = make_colleague(session, scene)
    client = browser.as_(scene.person)
    assert "in the meantime the previous version stays visible" in client.get(page_of(feedback, "/edit")).text
    data = {"title": "Said better", "body": "And longer.", "version": "1", "kind": "idea"}
    client.post(page_of(feedback, "/edit"), data=data)
    html = client.get(page_of(feedback)).text
    assert "A moderator will read your change; in the meantime the previous version stays visible." in html
    assert "Said better" in html, "its author sees what waits"
    assert "Said better" in client.get(page_of(feedback, "/edit")).text, "and goes on from there"
    seen = browser.as_(colleague).get(page_of(feedback)).text
    assert "Said first" in seen
    assert "Said better" not in seen
    assert "Edited by its author" not in seen


def change_images(
    client: FlaskClient, feedback: Feedback, *images: tuple[bytes, str], **fields: object
) -> TestResponse:
    """Send the change form with the words as they are and what is asked of the images."""
    data = {"title": feedback.title, "body": feedback.body, "version": str(feedback.version), "kind": "idea", **fields}
    data["images"] = [(BytesIO(content), name) for content, name in images]
    return client.post(page_of(feedback, "/edit"), data=data, content_type="multipart/form-data")


def images_of(session: Session, feedback: Feedback) -> list[str]:
    """Return the words that replace each image that readers see."""
    images = select(FeedbackImage.alt_text).where(FeedbackImage.feedback_id == feedback.id)
    return list(session.scalars(images.order_by(FeedbackImage.number)))


def test_a_trusted_author_adds_removes_and_describes_images(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    client = browser.as_(scene.person)
    send(client, scene, (picture("red"), "one.png"), (picture("blue"), "two.png"), **{"alt_texts-0": "Red"})
    feedback = only(session)
    form = client.get(page_of(feedback, "/edit")).text
    assert [f'name="kept_alts-{number}"' in form for number in range(3)] == [True, True, False]
    assert "Red</textarea>" in form
    assert "stays visible until a moderator" not in form, "a trusted author's change is visible at once"
    new = {
        "alt_texts-0": "Green", "removed": "1", "kept_alts-0": "Red", "kept_alts-1": "Blue",
    }  # fmt: skip
    assert change_images(client, feedback, (picture("green"), "three.png"), **new).status_code == 302
    feedback = only(session)
    assert (images_of(session, feedback), feedback.image_count) == (["Blue", "Green"], 2)
    assert client.get(page_of(feedback, "/images/2")).mimetype == "image/webp"


def test_a_description_corrected_alone_is_a_change_that_readers_see(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    client = browser.as_(scene.person)
    send(client, scene, (picture("red"), "one.png"), **{"alt_texts-0": "Rde"})
    feedback = only(session)
    assert change_images(client, feedback, **{"kept_alts-0": "Red"}).status_code == 302
    assert images_of(session, only(session)) == ["Red"]
    colleague, _ = make_colleague(session, scene)
    seen = browser.as_(colleague).get(page_of(feedback)).text
    assert 'alt="Red"' in seen
    assert "Edited by its author" in seen


def test_five_images_in_all_and_the_words_are_kept(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    client = browser.as_(scene.person)
    send(client, scene, *((picture("red"), f"{number}.png") for number in range(4)))
    feedback = only(session)
    two = [(picture("green"), "a.png"), (picture("blue"), "b.png")]
    answer = change_images(client, feedback, *two, title="Kept words")
    assert answer.status_code == 422
    assert "Five images at most" in sentence_beside(answer.text, "images")
    assert "Kept words</textarea>" in answer.text
    assert len(images_of(session, only(session))) == 4
    assert change_images(client, feedback, *two, removed="3").status_code == 302
    assert len(images_of(session, only(session))) == 5


def test_what_is_removed_is_asked_again_where_the_images_are_others(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    client = browser.as_(scene.person)
    send(client, scene, (picture("red"), "one.png"), (picture("blue"), "two.png"), **{"alt_texts-0": "Red"})
    feedback = only(session)
    version = feedback.version
    first = {"removed": "1", "kept_alts-0": "Red", "kept_alts-1": "Blue"}
    assert change_images(client, feedback, **first).status_code == 302
    late = {**first, "version": str(version)}
    page = change_images(client, feedback, (picture("green"), "three.png"), **late)
    assert page.status_code == 409
    assert images_of(session, only(session)) == ["Blue"]
    assert page.text.count('name="kept_alts-') == 1, "one image is left"
    assert re.search(r'name="removed"[^>]*checked|checked[^>]*name="removed"', page.text) is None
    assert re.findall(r"Remove image (\d)", page.text) == ["1", "2"], "the one chosen now is numbered after it"


def test_a_wrong_file_changes_nothing(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    feedback = publish(session, scene)
    answer = change_images(browser.as_(scene.person), feedback, (b"no image", "a.png"), title="Kept words")
    assert answer.status_code == 422
    assert "“a.png” was left out" in sentence_beside(answer.text, "images")
    assert only(session).version == 1


def test_an_untrusted_author_reads_that_a_removed_image_waits_and_it_does(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    send(client, scene, (picture("red"), "one.png"), **{"alt_texts-0": "Red"})
    feedback = only(session)
    publish_feedback(session, make_manager(session, scene)[1], feedback.id, feedback.version)
    assert "stays visible until a moderator has read the change" in client.get(page_of(feedback, "/edit")).text
    assert change_images(client, feedback, removed="1").status_code == 302
    assert images_of(session, only(session)) == ["Red"], "readers see the previous version"
    assert 'name="removed"' not in client.get(page_of(feedback, "/edit")).text, "its author goes on without it"
    client.post(page_of(feedback, "/withdraw"))
    colleague, _ = make_colleague(session, scene)
    assert browser.as_(colleague).get(page_of(feedback, "/images/1")).status_code == 404


def test_a_wrong_edit_is_shown_again(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    page = browser.as_(scene.person).post(page_of(feedback, "/edit"), data={"title": "T" * 141, "body": "Kept words"})
    assert page.status_code == 422
    assert "141\u00a0characters; 140\u00a0is the limit" in sentence_beside(page.text, "title")
    assert "Kept words</textarea>" in page.text


def test_an_author_takes_words_back(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    client = browser.as_(scene.person)
    send(client, scene)
    feedback = only(session)
    answer = client.post(page_of(feedback, "/withdraw"))
    assert answer.location == f"/campaigns/{scene.campaign.slug}"
    assert "withdrawn" in client.get(answer.location).text
    assert client.get(page_of(feedback)).status_code == 404
    assert only(session).state is State.WITHDRAWN


def test_an_author_answers_the_moderators_question(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    send(client, scene)
    feedback = only(session)
    manager, actor = make_manager(session, scene)
    send_back_feedback(session, actor, feedback.id, feedback.version, "Which phone was it?")
    html = client.get(page_of(feedback)).text
    assert "Which phone was it?" in html
    assert manager.name not in html
    assert client.post(page_of(feedback, "/reply"), data={"key": "k", "body": ""}).status_code == 422
    for _ in range(2):
        answer = client.post(page_of(feedback, "/reply"), data={"key": "k", "body": "A Fairphone."})
        assert answer.location == page_of(feedback)
    assert only(session).state is State.WAITING
    assert client.get(page_of(feedback)).text.count("A Fairphone.") == 1


# --- joining in ------------------------------------------------------------------------------------


def test_comments_and_replies_stand_under_each_other(session: Session, browser: Browser) -> None:
    feedback, client = joined(session, browser)
    sent = client.post(page_of(feedback, "/comments"), data={"key": "a", "body": "The same here."})
    parent = idents.encode(session.scalars(select(Comment.id)).one())
    assert sent.location == page_of(feedback) + f"#c-{parent}"
    said = 'role="status">Thank you: your comment is published.'
    assert said in client.get(page_of(feedback)).text.split(f'id="c-{parent}"')[1]
    assert said not in client.get(page_of(feedback)).text, "said once"
    client.post(page_of(feedback, "/comments"), data={"key": "b", "body": "On Monday too.", "parent": parent})
    html = client.get(page_of(feedback)).text
    assert html.index("The same here.") < html.index("On Monday too.")
    assert 'aria-labelledby="comments-title"' in html
    wrong = client.post(page_of(feedback, "/comments"), data={"key": "c", "body": "w" * 2001})
    assert wrong.status_code == 422
    assert "2,001\u00a0characters; 2,000\u00a0is the limit" in wrong.text
    assert "w" * 2001 in wrong.text


def test_a_refused_reply_comes_back_under_its_comment(session: Session, browser: Browser) -> None:
    feedback, client = joined(session, browser)
    client.post(page_of(feedback, "/comments"), data={"key": "a", "body": "The same here."})
    parent = idents.encode(session.scalars(select(Comment.id)).one())
    wrong = client.post(page_of(feedback, "/comments"), data={"key": "b", "body": "w" * 2001, "parent": parent})
    assert wrong.status_code == 422
    reply = wrong.text.split('<details class="reply" open>')[1].split("</details>")[0]
    assert f'name="parent" value="{parent}"' in reply
    assert 'name="key" value="b"' in reply, "sent twice, it would be two"
    assert "2,001\u00a0characters; 2,000\u00a0is the limit" in reply
    assert f'aria-describedby="reply-{parent}-error"' in reply
    assert "w" * 2001 in reply
    assert wrong.text.count("w" * 2001) == 1, "not in the form for a new comment too"


def test_a_long_conversation_is_read_in_pages_and_a_new_comment_is_on_the_last(
    session: Session, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.feedback.queries.single.COMMENTS_PER_PAGE", 2)
    feedback, client = joined(session, browser)
    for number in range(1, 6):
        sent = client.post(page_of(feedback, "/comments"), data={"key": str(number), "body": f"Comment {number}."})
        page = (number + 1) // 2
        assert sent.location.startswith(page_of(feedback) + (f"?comments={page}" if page > 1 else "") + "#c-")

    def shown(page: str) -> list[str]:
        return re.findall(r"Comment \d", client.get(page_of(feedback) + page).text)

    assert shown("") == shown("?comments=x") == shown("?comments=-7") == ["Comment 1", "Comment 2"]
    assert shown("?comments=2") == ["Comment 3", "Comment 4"]
    assert shown("?comments=3") == shown(f"?comments={10**30}") == ["Comment 5"]
    middle = client.get(page_of(feedback, "?comments=2")).text
    for query in ("", "?comments=3"):
        assert f'href="{page_of(feedback)}{query}#comments"' in middle
    assert shown("?order=newest") == ["Comment 5", "Comment 4"]
    assert shown("?order=newest&comments=3") == ["Comment 1"]
    newest = client.post(
        page_of(feedback, "/comments?order=newest&comments=3"), data={"key": "n", "body": "Comment 6."}
    )
    assert newest.location.startswith(page_of(feedback) + "?order=newest#c-")
    assert shown("?order=newest") == ["Comment 6", "Comment 5"]
    refused = client.post(page_of(feedback, "/comments?comments=2"), data={"key": "w", "body": ""})
    assert "Comment 3" in refused.text
    assert "Comment 1" not in refused.text


@pytest.mark.parametrize("parent", ["x", "0000000000000", ABSENT, "' OR 1=1", "\uff11" * 13])
def test_a_reply_to_nothing_is_not_found(session: Session, browser: Browser, parent: str) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    colleague, _ = make_colleague(session, scene)
    data = {"key": "a", "body": "Words", "parent": parent}
    page = browser.as_(colleague).post(page_of(feedback, "/comments"), data=data)
    assert page.status_code == 404
    assert session.scalars(select(Comment)).all() == []


def test_me_too_works_with_a_script_and_without(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    colleague, _ = make_colleague(session, scene)
    client = browser.as_(colleague)
    feed = f"/campaigns/{scene.campaign.slug}/feedback"
    plain = client.post(page_of(feedback, "/me-too"), data={"next": feed})
    assert plain.location == f"{feed}#f-{idents.encode(feedback.id)}"
    say, take_back = page_of(feedback, "/me-too"), page_of(feedback, "/me-too/take-back")
    for place in (feed, page_of(feedback)):
        assert f'formaction="{take_back}"' in client.get(place).text
        assert 'aria-pressed="true"' in client.get(place).text
    presses = ((say, "Support · 1", True, take_back), (take_back, "Support", False, say))
    for address, label, pressed, following in presses:
        for _ in range(2):  # the same press twice is one, and gets the same answer
            scripted = client.post(address, headers={"Accept": "application/json"})
            assert scripted.json == {"label": label, "pressed": pressed, "next": following}
    assert session.scalars(select(MeToo)).all() == []
    for place in (feed, page_of(feedback)):
        assert f'formaction="{say}"' in client.get(place).text
    assert client.post(page_of(feedback, "/me-too"), data={"next": "//evil.example"}).location == page_of(feedback)


@pytest.mark.usefixtures("stopped_clock")
def test_too_many_comments_in_an_hour_wait_with_the_words(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    client = browser.as_(make_colleague(session, scene)[0])
    for _ in range(60):
        client.post(page_of(feedback, "/comments"), data={"key": "always the same", "body": "Once."})
    page = client.post(page_of(feedback, "/comments"), data={"key": "another", "body": "The sixty-first"})
    assert page.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(page.headers["Retry-After"]) > 0
    assert "The sixty-first</textarea>" in page.text
    assert session.scalars(select(Comment.body)).all() == ["Once."]


def test_an_author_who_hides_their_name_keeps_it_hidden_in_the_conversation(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene, identity=IdentityLevel.CONFIDENTIAL)
    author = browser.as_(scene.person)
    author.post(page_of(feedback, "/comments"), data={"key": "a", "body": "I forgot to say: on Android."})
    colleague, _ = make_colleague(session, scene)
    html = browser.as_(colleague).get(page_of(feedback)).text
    assert "I forgot to say" in html
    assert scene.person.name not in html


# --- the team --------------------------------------------------------------------------------------


def test_the_manager_answers_and_everybody_reads_it(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    manager, _ = make_manager(session, scene)
    client = browser.as_(manager)
    assert client.post(page_of(feedback, "/answer"), data={"body": "", "version": "0"}).status_code == 422
    answer = client.post(page_of(feedback, "/answer"), data={"body": "Mended next week.", "version": "0"})
    assert answer.location == page_of(feedback) + "#answer"
    assert "Mended next week." in browser.as_(scene.person).get(page_of(feedback)).text


def test_two_managers_the_second_keeps_the_words(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    manager, _ = make_manager(session, scene)
    first, second = (browser.as_(person) for person in (manager, make_manager(session, scene)[0]))
    for _ in range(2):  # a double click is one answer
        sent = first.post(page_of(feedback, "/answer"), data={"body": "First.", "version": "0"})
        assert sent.status_code == 302
    page = second.post(page_of(feedback, "/answer"), data={"body": "Second words", "version": "0"})
    assert page.status_code == 409
    assert f"{manager.name} saved it last" in page.text
    assert '<p dir="auto">First.</p>' in page.text
    assert "Second words</textarea>" in page.text
    assert session.scalars(select(OfficialAnswer.body)).all() == ["First."]
    data = {"body": "Second words", "version": version_in(composer_of(page.text), "version")}
    assert second.post(page_of(feedback, "/answer"), data=data).status_code == 302
    session.expire_all()
    assert session.scalars(select(OfficialAnswer.body)).all() == ["Second words"]


def test_the_manager_says_what_becomes_of_it(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    manager, _ = make_manager(session, scene)
    client = browser.as_(manager)
    wrong = client.post(page_of(feedback, "/handling"), data={"handling": "not_kept", "reason": ""})
    assert wrong.status_code == 422
    assert "Please enter the reason" in sentence_beside(wrong.text, "reason")
    assert client.post(page_of(feedback, "/handling"), data={"handling": "nonsense"}).status_code == 422
    chosen = {"handling": "not_kept", "reason": "Done elsewhere.", "read": "1"}
    right = client.post(page_of(feedback, "/handling"), data=chosen)
    assert right.location == page_of(feedback) + "#answer"
    assert "Done elsewhere." in browser.as_(scene.person).get(page_of(feedback)).text
    assert only(session).handling is Handling.NOT_KEPT


def composer_of(html: str) -> str:
    """Return the form of the official answer and of the status."""
    return html.split('id="answer-for-the-team"', 1)[1].split("</form>", 1)[0]


def version_in(form: str, field: str) -> str:
    found = re.search(rf'name="{field}"[^>]*value="(\d+)"', form)
    assert found is not None
    return found[1]


def test_two_managers_choose_and_the_second_keeps_the_words(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    manager, _ = make_manager(session, scene)
    first, second = browser.as_(manager), browser.as_(make_manager(session, scene)[0])
    read = version_in(composer_of(second.get(page_of(feedback)).text), "read")
    chosen = {"handling": "known", "reason": "In the list.", "read": read}
    for _ in range(2):  # a double click is one choice
        assert first.post(page_of(feedback, "/handling"), data=chosen).location == page_of(feedback) + "#answer"
    mine = {"handling": "done", "reason": "Second words", "read": read}
    page = second.post(page_of(feedback, "/handling"), data={**mine, "body": "Words of an answer"})
    assert page.status_code == 422, "the status alone publishes no answer"
    assert "Words of an answer</textarea>" in composer_of(page.text)
    page = second.post(page_of(feedback, "/handling"), data=mine)
    assert page.status_code == 409
    assert f"{manager.name} saved it last" in page.text
    form = composer_of(page.text)
    assert "Second words</textarea>" in form
    assert '<option selected value="done">' in form
    assert '<p dir="auto">In the list.</p>' in form
    assert (only(session).handling, only(session).handling_reason) == (Handling.KNOWN, "In the list.")
    assert (
        second.post(page_of(feedback, "/handling"), data={**mine, "read": version_in(form, "read")}).status_code == 302
    )
    assert only(session).handling_reason == "Second words"


def test_an_answer_and_a_status_are_one_act(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    client = browser.as_(make_manager(session, scene)[0])
    sent = {"body": "Mended next week.", "version": "0", "handling": "selected", "read": "1"}
    assert client.post(page_of(feedback, "/answer"), data={**sent, "handling": "done"}).status_code == 422
    assert session.scalars(select(OfficialAnswer)).all() == [], "without the reason nothing is stored"
    assert client.post(page_of(feedback, "/answer"), data=sent).status_code == 302
    assert only(session).handling is Handling.SELECTED
    assert session.scalars(select(OfficialAnswer.body)).all() == ["Mended next week."]
    form = composer_of(client.get(page_of(feedback)).text)
    assert "Replace the answer" in form
    assert "Publish the answer" not in form


def test_a_preview_publishes_nothing(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    client = browser.as_(make_manager(session, scene)[0])
    sent = {"body": "Mended next week.", "version": "0", "handling": "selected", "read": "1", "preview": "1"}
    page = client.post(page_of(feedback, "/answer"), data=sent)
    assert page.status_code == HTTPStatus.OK
    preview = page.text.split('class="preview"', 1)[1].split("</section>", 1)[0]
    assert '<p class="words" dir="auto">Mended next week.</p>' in preview
    assert "Selected" in preview
    assert "Mended next week.</textarea>" in page.text
    assert session.scalars(select(OfficialAnswer)).all() == []
    assert only(session).handling is Handling.NEW


@pytest.mark.parametrize(
    ("identity", "supporters", "sentence"),
    [
        ("named", 0, "This tells the author, and those who commented."),
        ("named", 24, "This tells 25 people: the author and everybody who supported it."),
        ("untraceable", 3, "This tells 3 people who supported it, and those who commented."),
        ("untraceable", 0, "Nobody knows the author, so only those who commented are told."),
    ],
)
def test_the_composer_says_whom_it_tells(
    session: Session, browser: Browser, identity: str, supporters: int, sentence: str
) -> None:
    scene = make_scene(session)
    author = None if identity == "untraceable" else scene.person
    feedback = make_feedback(
        session, edition=scene.edition, author=author, mission=scene.mission, identity=IdentityLevel(identity),
        me_too_count=supporters,
    )  # fmt: skip
    session.commit()
    page = browser.as_(make_manager(session, scene)[0]).get(page_of(feedback)).text
    assert sentence in composer_of(page).replace("\N{NO-BREAK SPACE}", " ")


# --- the thread, and the list one came from --------------------------------------------------------


def thread_of(html: str) -> list[str]:
    """Return the labels of what became of it, in their order, each with its day."""
    entries = re.findall(r"<li data-mark=.*?</li>", html.split('class="thread"', 1)[1].split("</ol>", 1)[0], re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", entry.split("</p>", 1)[0]).split(">", 1)[-1].strip() for entry in entries]


def test_what_became_of_it_is_one_dated_thread(session: Session, browser: Browser) -> None:
    with time_machine.travel("2026-03-02T10:00:00+00:00", tick=False):
        scene = make_scene(session)
        feedback = publish(session, scene)
        person, _ = make_manager(session, scene)
    with time_machine.travel("2026-03-04T10:00:00+00:00", tick=False):
        manager = browser.as_(person)
        read = manager.get(page_of(feedback)).text
        assert [words.split()[0] for words in thread_of(read)] == ["Sent", "There"]
        sent = {"body": "We look at it.", "version": "0"}
        manager.post(page_of(feedback, "/answer"), data=sent)
    with time_machine.travel("2026-03-09T10:00:00+00:00", tick=False):
        manager = browser.as_(person)
        done = {"handling": "done", "reason": "It is in version 4.", "read": str(only(session).version)}
        manager.post(page_of(feedback, "/handling"), data=done)
        html = browser.as_(make_colleague(session, scene)[0]).get(page_of(feedback)).text
    labels = [" ".join(words.split()) for words in thread_of(html)]
    assert labels[0].startswith("Sent")
    assert labels[0].endswith("2 March 2026")
    assert labels[1].startswith("The team’s answer 4 March 2026")
    assert labels[2] == "Status Done 9 March 2026"
    assert "It is in version 4." in html


def test_who_hides_their_name_hides_when_it_was_published(session: Session, browser: Browser) -> None:
    """It would tell whether a moderator trusts them."""
    scene = make_scene(session, trusted=True)
    send(browser.as_(scene.person), scene, identity="confidential")
    feedback = only(session)
    assert "Sent and published" in browser.as_(scene.person).get(page_of(feedback)).text
    assert "published" not in thread_of(browser.as_(make_colleague(session, scene)[0]).get(page_of(feedback)).text)[0]


def test_an_answer_is_not_lost_beside_a_status_that_is_changed_alone(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    client = browser.as_(make_manager(session, scene)[0])
    sent = {"body": "Mended next week.", "version": "0", "handling": "selected", "read": "1"}
    refused = client.post(page_of(feedback, "/handling"), data=sent)
    assert (refused.status_code, "Mended next week.</textarea>" in refused.text) == (422, True)
    session.refresh(feedback)
    assert feedback.handling is Handling.NEW
    assert client.post(page_of(feedback, "/answer"), data=sent).status_code == 302
    again = {**sent, "version": "1", "handling": "known", "read": "2"}
    assert client.post(page_of(feedback, "/handling"), data=again).status_code == 302, "the answer that is stored"


def test_previous_and_next_follow_the_list_one_came_from(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    kinds = (Kind.IDEA, Kind.PROBLEM, Kind.IDEA, Kind.PROBLEM)
    start = clock.now() - timedelta(days=9)
    rows = [publish(session, scene, kind=kind, created_at=start + timedelta(days=n)) for n, kind in enumerate(kinds)]
    client = browser.as_(make_colleague(session, scene)[0])

    def around(row: Feedback, query: str) -> list[str]:
        found = re.findall(r'<a rel="(?:prev|next)" href="([^"]+)"', client.get(page_of(row) + query).text)
        return [each.replace("&amp;", "&") for each in found]

    assert around(rows[1], "") == [page_of(rows[2]), page_of(rows[0])]
    assert around(rows[3], "") == [page_of(rows[2])], "nothing before the newest"
    today = clock.today()
    for row, days in zip(rows, (5, 1, None, 3), strict=True):
        row.due_on = None if days is None else today + timedelta(days=days)
    session.commit()
    query = "?sort=unanswered"
    assert around(rows[3], query) == [page_of(rows[1]) + query, page_of(rows[0]) + query], "the first promised first"
    assert around(rows[2], query) == [page_of(rows[0]) + query], "what was promised no day comes last"
    query = "?sort=newest&kind=idea"
    assert around(rows[2], query) == [page_of(rows[0]) + query]
    feed = f"/campaigns/{scene.campaign.slug}/feedback"
    assert f'href="{page_of(rows[2])}?kind=idea"' in client.get(f"{feed}?kind=idea").text
    assert f'href="{feed}?kind=idea"' in client.get(page_of(rows[2]) + "?kind=idea").text
    said = client.post(page_of(rows[2], "/comments?kind=idea"), data={"key": "k", "body": "Words"})
    assert said.location.startswith(page_of(rows[2]) + "?kind=idea#c-")


def test_a_long_title_is_smaller_and_mission_and_step_are_shown(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    send(client, scene, title="W" * 61)
    html = client.get(page_of(only(session))).text
    assert '<h1 class="long"' in html
    assert f'href="/campaigns/{scene.campaign.slug}/missions/{scene.mission.number}"' in html
    short = publish(session, scene, title="W" * 60)
    assert 'class="long"' not in client.get(page_of(short)).text


# --- who may ---------------------------------------------------------------------------------------

WRITES = {
    "/edit": {"title": "Mine", "body": "Now", "version": "1", "kind": "idea"},
    "/comments": {"key": "k", "body": "Words"},
    "/me-too": {},
    "/me-too/take-back": {},
    "/answer": {"body": "Words", "version": "0"},
    "/handling": {"handling": "done", "read": "1"},
    "/withdraw": {},
    "/reply": {"key": "k", "body": "Words"},
}


def stranger_of(session: Session, scene: Scene) -> Person:
    """Return somebody of another entity."""
    del scene
    return make_person(session)


@pytest.mark.parametrize("act", ["", "/images/1", *WRITES])
def test_what_is_out_of_sight_and_what_is_absent_look_the_same(session: Session, browser: Browser, act: str) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    client = browser.as_(stranger_of(session, scene))
    method = "POST" if act in WRITES else "GET"
    foreign = client.open(page_of(feedback, act), method=method, data=WRITES.get(act))
    absent = client.open(f"/feedback/{ABSENT}{act}", method=method, data=WRITES.get(act))
    assert foreign.status_code == absent.status_code == 404
    assert plain(foreign.text) == plain(absent.text)


def plain(html: str) -> str:
    """Return a page without what differs from one request to the next."""
    html = re.sub(r'nonce="[^"]*"|value="[^"]{20,}"|[0-9a-f]{16}', "", html)
    return re.sub(r"/feedback/[0-9a-z]{13}", "/feedback/ID", html)


@pytest.mark.parametrize("act", [act for act in WRITES if not act.startswith("/me-too")])
def test_a_reader_who_may_not_is_told_so_and_nothing_changes(session: Session, browser: Browser, act: str) -> None:
    scene = make_scene(session)
    feedback = publish(session, scene)
    sponsor = make_person(session, entity=scene.entity)
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=scene.entity)
    session.commit()
    page = browser.as_(sponsor).post(page_of(feedback, act), data=WRITES[act])
    assert page.status_code == 403
    assert "You are not allowed to do this." in page.text
    row = only(session)
    assert (row.state, row.version, row.comment_count, row.me_too_count) == (State.PUBLISHED, 1, 0, 0)


def test_a_closed_edition_stays_readable_and_takes_nothing(session: Session, browser: Browser) -> None:
    scene = make_scene(session, status=EditionStatus.CLOSED)
    feedback = publish(session, scene, created_at=clock.now())
    client = browser.as_(scene.person)
    shown = client.get(page_of(feedback))
    assert shown.status_code == 200
    assert "/comments" not in shown.text
    refused = client.post(page_of(feedback, "/comments"), data={"key": "k", "body": "Words of ten minutes"})
    assert refused.status_code == 403
    assert "Words of ten minutes</blockquote>" in refused.text


def test_an_edition_of_another_entity_takes_nothing_from_here(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    stranger = make_person(session)
    make_enrolment(session, person=stranger, edition=scene.edition)
    session.commit()
    assert browser.as_(stranger).post(address_of(scene), data=written()).status_code in {403, 404}
    assert session.scalars(select(Feedback)).all() == []


def test_a_moderator_hides_what_is_already_published(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    feedback = make_feedback(session, edition=scene.edition, author=scene.person)
    manager, _ = make_manager(session, scene)
    desk, author = browser.as_(manager), browser.as_(scene.person)
    address = f"/feedback/{idents.encode(feedback.id)}"
    assert "Hide with this reason" in desk.get(address).text
    assert "Hide with this reason" not in author.get(address).text
    form = {"version": str(feedback.version), "reason": "It names a customer."}
    assert desk.post(f"/moderation/{idents.encode(feedback.id)}/hide", data=form).status_code in {302, 303}
    assert "It names a customer." in author.get(address).text


def test_readers_see_the_former_words_without_what_looks_private(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    feedback = publish(session, scene, title="First words")
    data = {"title": "Second words", "body": "Call +351 912 345 678.", "version": "1", "kind": "idea"}
    client = browser.as_(scene.person)
    page = client.post(page_of(feedback, "/edit"), data=data)
    kept = dict.fromkeys(re.findall(r'name="(found-[^"]+)" value="keep"', page.text), "keep")
    assert client.post(page_of(feedback, "/edit"), data=data | kept).status_code == 302
    again = data | {"title": "Third words", "body": "Call me.", "version": "2"}
    assert client.post(page_of(feedback, "/edit"), data=again).status_code == 302
    own = client.get(page_of(feedback)).text
    assert "Colleagues can read these words too" in own
    assert "912 345 678" in own
    colleague, _ = make_colleague(session, scene)
    read = browser.as_(colleague).get(page_of(feedback)).text
    assert "Edited by its author" in read
    assert "First words" in read
    assert "Second words" in read
    assert "912 345 678" not in read
    assert 'title="Masked by its author"' in read


def test_an_author_withholds_the_former_words(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    feedback = publish(session, scene, title="A customer’s name")
    client = browser.as_(scene.person)
    assert 'name="withheld"' in client.get(page_of(feedback, "/edit")).text
    data = {"title": "Without it", "body": "Better.", "version": "1", "kind": "idea", "withheld": "y"}
    assert client.post(page_of(feedback, "/edit"), data=data).status_code == 302
    colleague, _ = make_colleague(session, scene)
    assert "A customer’s name" not in browser.as_(colleague).get(page_of(feedback)).text
    assert "Only its author and the moderators can see it." in client.get(page_of(feedback)).text
