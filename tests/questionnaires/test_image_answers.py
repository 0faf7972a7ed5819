"""An image as an answer: clean, covered by blocks like words, and gone with what it belongs to."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from types import MappingProxyType

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core import clock, idents
from app.core.private_data import MASK
from app.enrolment.service import leave
from app.files.models import StoredFile
from app.files.storage import Storage
from app.files.store import small_key, sweep_orphans
from app.policy.actor import SYSTEM, Role
from app.questionnaires.errors import ImageOfApplicants
from app.questionnaires.models import Response, ResponseImage, ResponseSent, StoredCell, StoredQuestion, Wave
from app.questionnaires.service import QuestionInput, WaveInput, add_question, add_wave, remove_question
from app.questionnaires.service.forget import forget_started
from app.questionnaires.types import Moment
from app.questions.types import field_name
from tests.conftest import Browser
from tests.dashboards.world import staff
from tests.factories.questionnaires import make_wave
from tests.feedback.scene import Scene, make_colleague, make_scene
from tests.feedback.sent import picture
from tests.questionnaires.asked import Asking, make_questionnaire
from tests.refusals import refused

ASKS = (Asking("image", "What do you see?", is_required=True), Asking("long_text", "Anything else?"))
IBAN = "PT50 0002 0123 1234 5678 9015 4"


@dataclass(frozen=True, slots=True)
class Shown:
    """A wave that asks for an image, and the browser of somebody who answers."""

    scene: Scene
    wave: Wave
    image: StoredQuestion
    text: StoredQuestion
    client: FlaskClient

    @property
    def url(self) -> str:
        """Where it is answered."""
        return f"/campaigns/{self.scene.campaign.slug}/questionnaires/{self.wave.id}/answer"

    def form(
        self, raw: bytes | None = None, version: int = 0, more: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, object]:
        """Return what a browser without scripts sends."""
        sent: dict[str, object] = {"version": str(version), "go": "next", "takes-image": str(self.image.id), **more}
        sent["shown"] = [str(self.image.id), str(self.text.id)]
        if raw is not None:
            sent[f"file-{self.image.id}"] = (BytesIO(raw), "IMG_0001.jpg")
        return sent

    def post(self, form: dict[str, object], client: FlaskClient | None = None) -> TestResponse:
        """Send a page."""
        return (client or self.client).post(self.url, data=form, content_type="multipart/form-data")

    @property
    def description(self) -> str:
        """The name of the field of the description."""
        return f"{field_name(self.image.id, 1)}_words"

    def named_in(self, page: str) -> str:
        """Return what the page names as the image that was given."""
        found = re.search(rf'name="{field_name(self.image.id)}" value="([^"]+)"', page)
        assert found is not None
        return found[1]


def make_shown(session: Session, browser: Browser, *, untraceable: bool = False) -> Shown:
    scene = make_scene(session)
    questionnaire = make_questionnaire(session, campaign=scene.campaign, asks=ASKS)
    wave = make_wave(session, questionnaire=questionnaire, untraceable=untraceable)
    image, text = session.scalars(
        select(StoredQuestion)
        .where(StoredQuestion.questionnaire_id == questionnaire.id)
        .order_by(StoredQuestion.position)
    ).all()
    session.commit()
    return Shown(scene, wave, image, text, browser.as_(scene.person))


@pytest.fixture
def shown(session: Session, browser: Browser) -> Shown:
    return make_shown(session, browser)


@pytest.fixture
def nobody(session: Session, browser: Browser) -> Shown:
    """Return a wave of which nobody may know who answered."""
    return make_shown(session, browser, untraceable=True)


@pytest.fixture
def storage(app: Flask) -> Storage:
    """Return where the bytes lie."""
    kept: Storage = app.extensions["storage"]
    return kept


def keys(session: Session) -> set[str]:
    return set(session.scalars(select(StoredFile.key)))


def swept(session: Session, storage: Storage) -> set[str]:
    """Let the sweep pass hours later; return what is left."""
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        sweep_orphans(session, storage)
    return {key for key, _written in storage.list_keys()}


def whole(session: Session) -> set[str]:
    """Return the keys of the images that rows know, with their small sizes."""
    return {each for key in keys(session) for each in (key, small_key(key))}


def photo_with_place() -> bytes:
    """Return a photo that says where it was taken."""
    out, exif = BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[2] = (38.7, 9.1, 0.0)
    exif[0x010F] = "A phone"
    Image.new("RGB", (400, 300), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_an_image_is_cleaned_kept_shown_and_sent(session: Session, shown: Shown) -> None:
    answer = shown.post(shown.form(photo_with_place(), more={shown.description: "A red bar"}))
    assert answer.location.endswith("/review")
    review = shown.client.get(answer.location).text
    assert "A red bar" in review
    url = f"{shown.url}/images/{idents.encode(shown.image.id)}"
    assert f'src="{url}?size=small"' in review
    served = shown.client.get(url)
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with Image.open(BytesIO(served.data)) as found:
        assert (found.format, found.size, dict(found.getexif())) == ("WEBP", (400, 300), {})
    assert b"A phone" not in served.data
    assert f'src="{url}?size=small"' in shown.client.get(f"{shown.url}?at={shown.image.id}").text
    sent = shown.client.post(f"{shown.url}/send", data={"version": "1"})
    assert sent.location.endswith("/thanks")
    cell = session.scalars(select(StoredCell)).one()
    assert (cell.question_id, cell.number, cell.words) == (shown.image.id, 1, "A red bar")
    assert f'src="{url}?size=small"' in shown.client.get(sent.location).text
    assert shown.client.get(url).data == served.data


def test_others_do_not_see_it(session: Session, shown: Shown, browser: Browser) -> None:
    shown.post(shown.form(picture()))
    colleague, _ = make_colleague(session, shown.scene)
    session.commit()
    url = f"{shown.url}/images/{idents.encode(shown.image.id)}"
    assert shown.client.get(url).status_code == 200
    assert browser.as_(colleague).get(url).status_code == 404
    assert browser.as_(staff(session, Role.CENTRAL_TEAM)).get(url).status_code == 404


def test_another_image_takes_its_place_and_it_can_be_removed(session: Session, shown: Shown, storage: Storage) -> None:
    shown.post(shown.form(picture("red"), more={shown.description: "Red"}))
    [first] = keys(session)
    shown.post(shown.form(picture("blue"), 1, more={shown.description: "Blue"}))
    [second] = keys(session)
    assert first != second
    page = shown.client.get(f"{shown.url}?at={shown.image.id}").text
    named = shown.named_in(page)
    gone = shown.post(shown.form(None, 2, more={field_name(shown.image.id): named, "go": f"remove-{shown.image.id}"}))
    assert gone.location.endswith(f"?at={shown.image.id}")
    assert "data-kept" not in shown.client.get(gone.location).text
    assert keys(session) == set()
    assert swept(session, storage) == set()
    refusal = shown.client.post(f"{shown.url}/send", data={"version": "3"})
    assert refusal.status_code == 422
    assert "Please answer this question." in refusal.text


def test_a_page_sent_again_keeps_the_image(session: Session, shown: Shown) -> None:
    shown.post(shown.form(picture()))
    before = keys(session)
    page = shown.client.get(f"{shown.url}?at={shown.image.id}").text
    again = shown.form(None, 1, more={field_name(shown.image.id): shown.named_in(page), shown.description: "Red"})
    assert shown.post(again).location.endswith("/review")
    assert keys(session) == before
    assert "Red" in shown.client.get(f"{shown.url}/review").text


def test_a_script_that_removes_it_leaves_no_file(session: Session, shown: Shown) -> None:
    """The row is gone from the page; words typed after that are saved before the page is sent."""
    shown.post(shown.form(picture()))
    saved = {"version": "1", "shown": str(shown.image.id), shown.description: "None"}
    assert shown.client.post(shown.url, data=saved, headers={"Accept": "application/json"}).status_code == 200
    shown.post(shown.form(None, 2, more={shown.description: "None"}))
    assert keys(session) == set()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"%PDF-1.4 no image", "Choose a JPEG, PNG or WebP file."),
        (picture()[:60], "Choose another one."),
    ],
)
@pytest.mark.parametrize("untraceable", [False, True])
def test_an_image_that_cannot_be_taken_says_what_to_do_and_costs_nothing_else(
    session: Session, browser: Browser, raw: bytes, sentence: str, *, untraceable: bool
) -> None:
    shown = make_shown(session, browser, untraceable=untraceable)
    words = {field_name(shown.text.id): "Words of half an hour.", shown.description: "A red bar"}
    page = shown.post(shown.form(raw, more=words))
    assert page.status_code == 422
    assert sentence in html.unescape(page.text)
    assert "Words of half an hour." in page.text
    assert ">A red bar</textarea>" in page.text
    assert keys(session) == set()


def test_an_image_of_somebody_else_or_of_nowhere_is_no_answer(session: Session, shown: Shown, browser: Browser) -> None:
    shown.post(shown.form(picture()))
    theirs = idents.encode(session.scalars(select(StoredFile.id)).one())
    colleague, _ = make_colleague(session, shown.scene)
    session.commit()
    client = browser.as_(colleague)
    for named in (theirs, "0123456789abc", "nonsense"):
        shown.post(shown.form(None, 99, more={field_name(shown.image.id): named}), client)
        version = session.scalar(select(func.max(Response.version)).where(Response.person_id == colleague.id))
        refusal = client.post(f"{shown.url}/send", data={"version": str(version)})
        assert refusal.status_code == 422
        assert "The image is no longer stored here. Please choose it again." in refusal.text
    assert len(keys(session)) == 1, "and the image of its owner is there"


def test_a_question_that_takes_no_image_stores_none(session: Session, shown: Shown) -> None:
    form = shown.form(None) | {
        "takes-image": str(shown.text.id),
        f"file-{shown.text.id}": (BytesIO(picture()), "a.png"),
    }
    shown.post(form)
    assert keys(session) == set()


def test_what_looks_private_in_a_description_is_asked_about(session: Session, shown: Shown) -> None:
    words = {shown.description: f"Paid to {IBAN}"}
    page = shown.post(shown.form(picture(), more=words))
    assert page.status_code == 422
    assert len(keys(session)) == 1, "the image is stored, and can be seen on the page"
    name = re.search(r'id="(found-\w{16})"', page.text)
    image = re.search(rf'name="{field_name(shown.image.id)}" value="([^"]+)"', page.text)
    assert name is not None
    assert image is not None
    shown.post(shown.form(None, 1, more=words | {field_name(shown.image.id): image[1], name[1]: "mask"}))
    sent = shown.client.post(f"{shown.url}/send", data={"version": "2"})
    assert sent.location.endswith("/thanks")
    assert session.scalars(select(StoredCell.words)).one() == f"Paid to {MASK}"


# --- gone with what it belongs to ------------------------------------------------------------------------


def test_leaving_deletes_what_was_not_sent(session: Session, shown: Shown, storage: Storage) -> None:
    shown.post(shown.form(picture()))
    leave(session, shown.scene.actor, shown.scene.enrolment.id)
    assert keys(session) == set()
    assert swept(session, storage) == set()


def test_a_month_after_closing_it_is_forgotten(session: Session, shown: Shown, storage: Storage) -> None:
    shown.post(shown.form(picture()))
    before = clock.now() - timedelta(days=31)
    session.execute(update(Edition).values(status=EditionStatus.CLOSED, closed_at=before))
    session.commit()
    forget_started(session, SYSTEM)
    assert keys(session) == set()
    assert swept(session, storage) == set()


def test_it_goes_with_its_question(session: Session, shown: Shown, storage: Storage) -> None:
    shown.post(shown.form(picture()))
    remove_question(session, SYSTEM, shown.image.id)
    assert swept(session, storage) == set()


def test_what_was_sent_stays_with_its_bytes(session: Session, shown: Shown, storage: Storage) -> None:
    shown.post(shown.form(picture()))
    shown.client.post(f"{shown.url}/send", data={"version": "1"})
    leave(session, shown.scene.actor, shown.scene.enrolment.id)
    assert len(keys(session)) == 1
    assert swept(session, storage) == whole(session)


# --- nobody can know -------------------------------------------------------------------------------------


def send_as_nobody(shown: Shown, client: FlaskClient | None = None) -> None:
    page = shown.post(shown.form(picture(), more={shown.description: "Of nobody"}), client)
    assert page.status_code == 200
    named = shown.named_in(page.text)
    assert f'src="/questionnaires/kept-images/{named}?size=small"' in page.text
    form = {field_name(shown.image.id): named, shown.description: "Of nobody"}
    sent = (client or shown.client).post(f"{shown.url}/send", data=form)
    assert sent.location.endswith("/thanks")


def test_an_untraceable_image_travels_in_the_page(session: Session, nobody: Shown, storage: Storage) -> None:
    send_as_nobody(nobody)
    assert swept(session, storage) == whole(session), "what the page kept is gone"
    response = session.scalars(select(Response)).one()
    image = session.scalars(select(ResponseImage)).one()
    assert (response.person_id, image.response_id) == (None, response.id)
    assert "thumbnails" not in nobody.client.get(f"{nobody.url}/thanks").text


def test_nothing_is_stored_before_and_nothing_names_anybody(session: Session, nobody: Shown, browser: Browser) -> None:
    nobody.post(nobody.form(picture()))
    assert keys(session) == set()
    people = [make_colleague(session, nobody.scene)[0] for _ in range(5)]
    session.commit()
    for person in people:
        send_as_nobody(nobody, browser.as_(person))
    senders = {row.person_id for row in session.scalars(select(ResponseSent))}
    assert senders == {person.id for person in people}
    files = list(session.scalars(select(StoredFile)))
    assert len(files) == 5
    for person in people:
        assert not any(str(person.id) in repr(vars(file)) for file in files)
    if session.get_bind().dialect.name == "sqlite":  # elsewhere the senders are mixed
        found = list(session.scalars(select(ResponseImage.response_id)))
        assert found == sorted(found), "in the order of keys"


def test_a_kept_image_belongs_to_its_page(session: Session, nobody: Shown, browser: Browser) -> None:
    named = nobody.named_in(nobody.post(nobody.form(picture())).text)
    colleague, _ = make_colleague(session, nobody.scene)
    session.commit()
    url = f"/questionnaires/kept-images/{named}"
    assert nobody.client.get(url).status_code == 200
    other = browser.as_(colleague)
    assert other.get(url).status_code == 404
    refusal = other.post(f"{nobody.url}/send", data={field_name(nobody.image.id): named})
    assert refusal.status_code == 422
    assert "Please choose it again." in refusal.text
    assert session.scalar(select(func.count()).select_from(ResponseSent)) == 0


def test_a_kept_image_that_is_gone_is_asked_for_again(session: Session, nobody: Shown, storage: Storage) -> None:
    named = nobody.named_in(nobody.post(nobody.form(picture())).text)
    assert swept(session, storage) == set()
    form = {field_name(nobody.image.id): named, field_name(nobody.text.id): "Words of half an hour."}
    refusal = nobody.client.post(f"{nobody.url}/send", data=form)
    assert refusal.status_code == 422
    assert "Please choose it again." in refusal.text
    assert "Words of half an hour." in refusal.text
    assert session.scalar(select(func.count()).select_from(ResponseSent)) == 0


# --- what all gave ---------------------------------------------------------------------------------------


def test_images_are_shown_to_who_may_read_words_once_there_are_enough(
    session: Session, shown: Shown, browser: Browser
) -> None:
    central = browser.as_(staff(session, Role.CENTRAL_TEAM))
    summary = f"/campaigns/{shown.scene.campaign.slug}/questionnaires/{shown.wave.id}/summary"
    clients = [shown.client]
    for count in (9, 10):
        while len(clients) < count:
            person, _ = make_colleague(session, shown.scene)
            session.commit()
            clients.append(browser.as_(person))
        for client in clients:
            shown.post(shown.form(picture(), more={shown.description: "A red bar"}), client)
            client.post(f"{shown.url}/send", data={"version": "1"})
        monday = clock.today() - timedelta(days=clock.today().weekday() + 7)
        session.execute(update(Response).values(sent_week=monday))
        session.commit()
        page = html.unescape(central.get(summary).text)
        images = re.findall(r'<a href="([^"]+/images/[^"]+)"><img src="[^"]+\?size=small"', page)
        assert len(images) == (0 if count < 10 else 10)
        if count < 10:
            assert "What people wrote is shown once 10\u00a0people have written something." in page
            file_id = idents.encode(next(iter(session.scalars(select(StoredFile.id)))))
            assert central.get(f"{summary}/-/images/{file_id}").status_code == 404
    assert central.get(images[0]).mimetype == "image/webp"
    assert central.get(f"{images[0]}?size=small").mimetype == "image/webp"
    here = shown.scene.entity.code
    assert central.get(images[0].replace("/-/", f"/{here}/")).status_code == 200
    assert central.get(images[0].replace("/-/", "/nowhere/")).status_code == 404
    assert shown.client.get(images[0]).status_code == 404


# --- not asked of those who apply ------------------------------------------------------------------------


def test_an_application_asks_for_no_image(session: Session, shown: Shown) -> None:
    asked = WaveInput(Moment.SCREENING, shown.scene.edition.id)
    with refused(session, ImageOfApplicants):
        add_wave(session, SYSTEM, shown.wave.questionnaire_id, asked)
    other = make_questionnaire(session, campaign=shown.scene.campaign, asks=(ASKS[1],))
    session.commit()
    add_wave(session, SYSTEM, other.id, asked)
    with refused(session, ImageOfApplicants):
        add_question(session, SYSTEM, other.id, QuestionInput({"en": "What do you see?"}, "image"))
