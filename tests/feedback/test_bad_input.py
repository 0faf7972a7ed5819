"""What people and machines send that is wrong: a clear sentence, nothing lost, nothing half-written."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.credentials import hash_password
from app.accounts.models import Mandate, SignInSession
from app.campaigns.models import Campaign, Phase
from app.campaigns.types import EditionStatus
from app.core import clock, idents
from app.feedback.models import Comment, Feedback, FeedbackImage, OfficialAnswer
from app.feedback.types import State
from app.figures.types import FigureName
from app.files.models import StoredFile
from app.outbox.models import OutboxMessage
from app.policy.actor import Role
from config import REQUEST_MAX_BYTES
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_manager, make_scene
from tests.feedback.sent import address_of, alts_in, kept_in, picture, send, tokens_in, written
from tests.figures.counted import counted
from tests.files.test_images import header_only

WORDS = "Words of half an hour."
KEPT = f"{WORDS}</textarea>"


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


@pytest.fixture(autouse=True)
def whole(session: Session) -> Iterator[None]:
    """Whatever a test sends: no figure, event or file without its contribution."""
    yield
    session.expire_all()
    stored = session.scalar(select(func.count()).select_from(Feedback).where(Feedback.submission_key.is_not(None))) or 0
    public = select(func.count()).where(Feedback.submission_key.is_not(None), Feedback.state == State.PUBLISHED)
    assert counted(session, FigureName.CONTRIBUTIONS) == session.scalar(public)
    assert session.scalar(select(func.count()).where(OutboxMessage.name == "feedback.submitted")) == stored
    files = session.scalar(select(func.count()).select_from(StoredFile))
    assert files == session.scalar(select(func.count()).select_from(FeedbackImage))


def count(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(Feedback)) or 0


def refused(session: Session, page: TestResponse, field: str, sentence: str) -> None:
    """Check a refusal: 422, its sentence beside the field and in the summary, and nothing stored."""
    text = markup.unescape(page.text)
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    beside = re.search(rf'id="{field}-error">(.*?)</p>', text, re.DOTALL)
    assert beside is not None
    assert sentence in beside.group(1)
    assert "Please look at these points before you send it again." in text
    assert f'href="#{field}"' in text
    assert count(session) == 0


# --- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "   ", "\n\t \r\n"])
def test_nothing(session: Session, scene: Scene, browser: Browser, body: str) -> None:
    page = send(browser.as_(scene.person), scene, title="A title to keep", body=body)
    refused(session, page, "body", "Please fill in this field.")
    assert "A title to keep</textarea>" in page.text


def test_too_long_says_by_how_much(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    assert "4,000\u00a0characters at most." in client.get(address_of(scene)).text
    page = send(client, scene, body="x" * 4001)
    refused(session, page, "body", "This text has 4,001\u00a0characters; 4,000\u00a0is the limit.")
    assert "x" * 4001 in page.text
    assert send(client, scene, body="x" * 4000).status_code == 302


def test_ten_megabytes_of_text(session: Session, scene: Scene, browser: Browser) -> None:
    size = 10 * 1024 * 1024
    page = send(browser.as_(scene.person), scene, body="x" * size)
    refused(session, page, "body", f"This text has {size:,}\u00a0characters")


@pytest.mark.parametrize(
    "raw",
    [b"a%00b", b"a%07b", b"%1b%5b31m"],
    ids=["nul", "bell", "escape"],
)  # fmt: skip
def test_characters_nobody_can_read(session: Session, scene: Scene, browser: Browser, raw: bytes) -> None:
    data = b"key=k&kind=idea&identity=named&title=" + raw + b"&body=" + WORDS.encode().replace(b" ", b"+")
    page = browser.as_(scene.person).post(
        address_of(scene), data=data, content_type="application/x-www-form-urlencoded"
    )
    refused(session, page, "title", "a character that cannot be shown")
    assert KEPT in page.text


@pytest.mark.parametrize(
    "raw", [b"%ed%a0%80", b"%ff%fe", b"%c0%af", b"%f4%90%80%80", b"\xed\xa0\x80", b"\xff"], ids=str
)
def test_bytes_that_are_no_text_never_reach_the_database(
    session: Session, scene: Scene, browser: Browser, raw: bytes
) -> None:
    """A lone surrogate or an overlong form is no UTF-8: it stays the percent signs it came as, or is replaced."""
    data = b"key=k&kind=idea&identity=named&title=T&body=a" + raw + b"b"
    page = browser.as_(scene.person).post(
        address_of(scene), data=data, content_type="application/x-www-form-urlencoded"
    )
    assert page.status_code in {302, 422}
    for body in session.scalars(select(Feedback.body)):
        assert body.isprintable()


@pytest.mark.parametrize("mark", ["\u202e", "\u202d"])
def test_marks_that_turn_the_text_around(session: Session, scene: Scene, browser: Browser, mark: str) -> None:
    page = send(browser.as_(scene.person), scene, title=f"Invoice {mark}gpj.exe", body=WORDS)
    refused(session, page, "title", "After “Invoice” there is an invisible character that reverses the text.")
    assert KEPT in page.text


@pytest.mark.parametrize(
    "words",
    ["It works 👩🏽‍💻🎉", "עברית ועוד", "التطبيق لا يفتح", "Z̶̲͝a̸l̷g̶o", "零\u200b宽", "ﷺ" * 20, "a" * 4000],
)
def test_every_script_and_emoji_is_stored_as_typed(
    session: Session, scene: Scene, browser: Browser, words: str
) -> None:
    client = browser.as_(scene.person)
    assert send(client, scene, body=words).status_code == 302
    feedback = session.scalars(select(Feedback)).one()
    assert feedback.body == words
    page = client.get(f"/feedback/{idents.encode(feedback.id)}")
    assert markup.escape(words) in page.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "unsorted"),
        ("kind", "<script>"),
        ("identity", "root"),
        ("step", "999999"),
        ("step", "1 OR 1=1"),
        ("step", "-1"),
        ("step", "9" * 20),
    ],
)
def test_choices_that_are_not_offered(session: Session, scene: Scene, browser: Browser, field: str, value: str) -> None:
    page = send(browser.as_(scene.person), scene, **{field: value}, body=WORDS)
    assert page.status_code == 422
    assert f'id="{field}-error"' in page.text
    assert KEPT in page.text
    assert count(session) == 0


@pytest.mark.parametrize("rating", ["6", "0", "-1", "NaN", "4.5", "9" * 40, "٤"])
def test_a_rating_nobody_can_give_is_no_rating(session: Session, scene: Scene, browser: Browser, rating: str) -> None:
    assert send(browser.as_(scene.person), scene, rating=rating).status_code == 302
    assert session.scalars(select(Feedback.rating)).all() == [None]


@pytest.mark.parametrize(
    "extra",
    [
        {"author_id": "1"}, {"state": "published"}, {"created_at": "2020-01-01"}, {"entity_id": "1"}, {"id": "1"},
        {"me_too_count": "99"}, {"is_trusted": "1"}, {"source_key": "x"}, {"handling": "done"}, {"answered_at": "now"},
    ],
    ids=lambda extra: next(iter(extra)),
)  # fmt: skip
def test_fields_the_form_does_not_have_are_ignored(
    session: Session, scene: Scene, browser: Browser, extra: dict[str, str]
) -> None:
    send(browser.as_(scene.person), scene, **extra)
    feedback = session.scalars(select(Feedback)).one()
    assert (feedback.author_id, feedback.state, feedback.entity_id) == (scene.person.id, "waiting", scene.entity.id)
    assert (feedback.me_too_count, feedback.source_key, feedback.handling) == (0, None, "new")
    assert feedback.created_at > clock.now() - timedelta(minutes=5)


# --- files -----------------------------------------------------------------------------------------

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (header_only(50_000, 50_000), "too many pixels: 25\u00a0million at most"),
        (SVG, "not an image we can show"),
        (HTML, "not an image we can show"),
        (b"MZ\x90\x00" + b"\0" * 200, "not an image we can show"),
        (picture()[:60], "cannot be read"),
        (b"", "not an image we can show"),
    ],
    ids=["50,000 x 50,000", "svg", "html", "program", "truncated", "empty"],
)
def test_files_that_are_no_images(
    session: Session, scene: Scene, browser: Browser, content: bytes, sentence: str
) -> None:
    page = send(browser.as_(scene.person), scene, (content, "picture.png"), body=WORDS)
    refused(session, page, "images", sentence)
    assert KEPT in page.text


def test_eleven_megabytes(session: Session, scene: Scene, browser: Browser) -> None:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in written().items()
    ]
    head = '--x\r\nContent-Disposition: form-data; name="images"; filename="a.png"\r\n\r\n'
    body = "".join([*parts, head]).encode() + picture() + b"\0" * (11 * 1024 * 1024) + b"\r\n--x--\r\n"
    page = browser.as_(scene.person).post(
        address_of(scene), input_stream=BytesIO(body), content_type="multipart/form-data; boundary=x"
    )
    refused(session, page, "images", "too large: 10\u00a0MB at most")


def test_one_bad_image_is_named_and_costs_nobody_the_others(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    images = [(picture(), "good.png"), (SVG, "bad\u202e.png"), (picture("blue"), "last.png")]
    alts = {"alt_texts-0": "A good one", "alt_texts-1": "A bad one", "alt_texts-2": "The last one"}
    page = send(client, scene, *images, body=WORDS, **alts)
    refused(session, page, "images", "“bad.png” was left out. This file is not an image we can show.")
    assert kept_in(page.text) == ["A good one", "The last one"]
    assert "A bad one" not in page.text
    sent = send(client, scene, body=WORDS, kept=tokens_in(page.text), **alts_in(page.text))
    assert sent.status_code == 302
    rows = session.scalars(select(FeedbackImage).order_by(FeedbackImage.number)).all()
    assert [(row.number, row.alt_text) for row in rows] == [(1, "A good one"), (2, "The last one")]


def test_of_two_photos_with_one_name_the_number_says_which(session: Session, scene: Scene, browser: Browser) -> None:
    files = [(picture(), "image.jpg"), (b"words", "image.jpg"), (picture("blue"), "other.jpg")]
    page = send(browser.as_(scene.person), scene, *files)
    refused(session, page, "images", "“image.jpg (2)” was left out. This file is not an image we can show.")


def test_a_photo_of_an_iphone_says_what_to_set_where_it_cannot_be_read(
    session: Session, scene: Scene, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, photo = browser.as_(scene.person), b"\0\0\0\x1cftypheic" + bytes(400)
    monkeypatch.setattr("app.files.heic.can_read", lambda: False)
    monkeypatch.setattr("app.files.heic.enable", lambda: False)
    page = send(client, scene, (photo, "IMG_1.HEIC"))
    refused(
        session, page, "images", "“IMG_1.HEIC” was left out. HEIC photos cannot be read here. In the phone’s camera"
    )
    assert ".heic" not in page.text, "an iPhone hands over a JPEG by itself"
    monkeypatch.undo()
    assert "image/webp,image/heic,image/heif,.heic,.heif" in client.get(address_of(scene)).text


def test_five_images_and_one(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    page = send(client, scene, *[(picture(), f"{n}.png") for n in range(6)], body=WORDS)
    refused(session, page, "images", "“5.png” was left out. Five images at most.")
    assert KEPT in page.text
    assert len(tokens_in(page.text)) == 5
    page = send(client, scene, (picture(), "one more.png"), body=WORDS, kept=tokens_in(page.text))
    refused(session, page, "images", "“one more.png” was left out. Five images at most.")
    assert send(client, scene, *[(picture(), f"{n}.png") for n in range(5)]).status_code == 302
    assert session.scalars(select(Feedback.image_count)).all() == [5]


@pytest.mark.parametrize("name", ["../../etc/passwd", "n" * 500 + ".png", "\u202egnp.exe", "C:\\x.png", ";x"])
def test_a_files_name_is_never_used(session: Session, scene: Scene, browser: Browser, name: str) -> None:
    client = browser.as_(scene.person)
    send(client, scene, (picture(), name))
    feedback = session.scalars(select(Feedback)).one()
    image = client.get(f"/feedback/{idents.encode(feedback.id)}/images/1")
    assert image.headers["Content-Disposition"] == f'inline; filename="{idents.encode(feedback.id)}-1.webp"'
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{38}", session.scalars(select(StoredFile.key)).one())


class _Endless:
    """Two hundred megabytes that nobody should read."""

    def __init__(self) -> None:
        self.read_bytes = self._place = 0

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        self._place = 200 * 1024 * 1024 if whence else offset
        return self._place

    def read(self, size: int = -1) -> bytes:
        self.read_bytes += max(size, 0)
        return b"x" * max(size, 0)

    readline = read


@pytest.mark.parametrize("who", ["tester", "stranger"])
def test_two_hundred_megabytes_are_refused_unread(session: Session, scene: Scene, browser: Browser, who: str) -> None:
    client = browser.as_(scene.person) if who == "tester" else browser.stranger()
    body = _Endless()
    page = client.post(
        address_of(scene),
        input_stream=body,
        content_type="multipart/form-data; boundary=x",
    )
    assert page.status_code == (413 if who == "tester" else 401)
    assert body.read_bytes < REQUEST_MAX_BYTES
    assert count(session) == 0


# --- twice, late, elsewhere ------------------------------------------------------------------------


def test_a_double_click(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    form = written()
    answers = {client.post(address_of(scene), data=form).location for _ in range(2)}
    assert len(answers) == 1
    assert count(session) == 1


def test_two_tabs(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    send(client, scene)
    feedback = session.scalars(select(Feedback)).one()
    address = f"/feedback/{idents.encode(feedback.id)}/edit"
    client.post(address, data={"title": "First tab", "body": "First.", "version": "1", "kind": "idea"})
    again = client.post(address, data={"title": "First tab", "body": "First.", "version": "1", "kind": "idea"})
    assert again.status_code == 302, "a second click: what it says is stored"
    second = {"title": "Second tab", "body": WORDS, "version": "1", "kind": "idea"}
    page = client.post(address, data=second)
    assert page.status_code == 409
    assert "your changes are not saved yet" in page.text
    assert re.findall(r'<p dir="auto">(.*?)</p>', page.text) == ["First tab", "First."]
    assert KEPT in page.text
    session.expire_all()
    assert session.scalars(select(Feedback.title)).all() == ["First tab"]
    version = hidden_fields(page.text)["version"]
    assert client.post(address, data={**second, "version": version}).status_code == 302
    session.expire_all()
    assert session.scalars(select(Feedback.title)).all() == ["Second tab"]


def hidden_fields(text: str) -> dict[str, str]:
    """Return the hidden fields of the page's forms, unescaped."""
    pairs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="hidden"[^>]*value="([^"]*)"', text)
    pairs += re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return {name: markup.unescape(value) for name, value in pairs}


def test_the_words_come_back_after_signing_in_again(session: Session, scene: Scene, browser: Browser) -> None:
    session.execute(
        update(type(scene.person)).values(password_hash=hash_password("a long enough sentence")).execution_options(
            synchronize_session=False
        )
    )  # fmt: skip
    client = browser.as_(scene.person)
    body = 'Words of "half an hour" & more,\nover two lines: <b>été</b> 🎉'
    session.execute(update(SignInSession).values(expires_at=clock.now() - timedelta(minutes=1)))
    session.commit()
    lost = send(client, scene, title="A title", body=body, rating="4")
    assert lost.status_code == HTTPStatus.UNAUTHORIZED
    assert "Nothing has been sent yet." in lost.text
    carried = hidden_fields(lost.text)["carried"]
    asked = client.post("/sign-in", data={"carried": carried, "resume": "1"})
    assert asked.status_code == 200
    assert hidden_fields(asked.text)["carried"] == carried
    sign_in = {"email": scene.person.email, "password": "a long enough sentence", "carried": carried}
    back = client.post("/sign-in", data=sign_in)
    assert "You are signed in again" in back.text
    assert f'action="{address_of(scene)}"' in back.text
    fields = hidden_fields(back.text)
    assert count(session) == 0
    again = client.post(address_of(scene), data=fields)
    assert again.status_code == 200
    assert "It has not been sent yet; images that are not shown must be chosen again." in again.text
    shown = markup.unescape(again.text).replace("\r\n", "\n")
    assert f"{body}</textarea>" in shown
    assert "A title</textarea>" in again.text
    assert count(session) == 0, "nothing is stored before it is sent on purpose"
    final = {name: value for name, value in fields.items() if name != "_resumed"}
    key = hidden_fields(again.text)["key"]
    assert client.post(address_of(scene), data=final | {"key": key}).status_code == 302
    stored = session.scalars(select(Feedback)).one()
    assert (stored.body, stored.rating, stored.kind) == (body, 4, "problem")


def test_an_altered_page_brings_nothing_back(session: Session, scene: Scene, browser: Browser) -> None:
    lost = send(browser.stranger(), scene, body=WORDS)
    carried = hidden_fields(lost.text)["carried"]
    session.execute(update(type(scene.person)).values(password_hash=hash_password("a long enough sentence")))
    client = browser.stranger()
    sign_in = {"email": scene.person.email, "password": "a long enough sentence", "carried": carried[:-3] + "AAA"}
    assert client.post("/sign-in", data=sign_in).status_code == 303


def test_an_edition_that_closed_meanwhile(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    client.get(address_of(scene))
    scene.edition.status = EditionStatus.CLOSED
    session.commit()
    page = send(client, scene, body=WORDS)
    assert page.status_code == 409
    assert "no longer accepts contributions in your entity" in page.text
    assert KEPT in page.text
    assert count(session) == 0
    assert client.get(address_of(scene)).location == f"/campaigns/{scene.campaign.slug}"


def test_a_test_phase_that_ended_meanwhile(session: Session, scene: Scene, browser: Browser) -> None:
    session.execute(update(Phase).values(ends_at=clock.now()))
    session.commit()
    page = send(browser.as_(scene.person), scene, body=WORDS)
    assert page.status_code == 409
    assert KEPT in page.text


def test_a_mandate_that_ended_meanwhile(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person)
    manager, _ = make_manager(session, scene)
    client = browser.as_(manager)
    address = f"/feedback/{idents.encode(feedback.id)}"
    assert client.get(address).status_code == 200
    yesterday = clock.today() - timedelta(days=1)
    session.execute(update(Mandate).values(starts_on=yesterday - timedelta(days=9), ends_on=yesterday))
    session.commit()
    for act, more in (("answer", {"version": "0"}), ("comments", {"key": "k"})):
        page = client.post(f"{address}/{act}", data={"body": WORDS, **more})
        assert page.status_code in {403, 404}
        assert "What you wrote has not been sent:" in page.text
        assert f"{WORDS}</blockquote>" in page.text
    assert session.scalars(select(OfficialAnswer)).all() == []
    assert session.scalars(select(Comment)).all() == []


def test_words_changed_after_the_edition_has_closed(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = make_feedback(session, edition=scene.edition, author=scene.person)
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}/edit"
    assert client.get(address).status_code == 200
    scene.edition.status = EditionStatus.CLOSED
    session.commit()
    page = client.post(address, data={"title": "Title", "body": WORDS, "version": "1"})
    assert page.status_code == 403
    assert page.text.count("<blockquote") == 2, "the title and the words, nothing else"
    assert f"{WORDS}</blockquote>" in page.text


def test_a_form_whose_token_has_expired(session: Session, scene: Scene, browser: Browser) -> None:
    browser.app.config["WTF_CSRF_ENABLED"] = True
    page = send(browser.as_(scene.person), scene, body=f"{WORDS} <b>Bold</b>")
    assert page.status_code == 400
    assert "This form has expired." in page.text
    assert f"{WORDS} &lt;b&gt;Bold&lt;/b&gt;</blockquote>" in page.text
    assert count(session) == 0


def test_no_refusal_shows_a_password(scene: Scene, browser: Browser) -> None:
    browser.app.config["WTF_CSRF_ENABLED"] = True
    secrets = {name: f"Nine grey {name} at dusk" for name in ("old_password", "new_password", "repeated", "password")}
    page = browser.as_(scene.person).post("/profile/password", data=secrets)
    assert page.status_code == 400
    assert "at dusk" not in page.text


# --- what the central team writes ------------------------------------------------------------------


@pytest.mark.parametrize(
    "slug",
    ["Loan App", "loan_app", "../etc", "a" * 81, "new", "-loan", "loan--app", "l\u043ean", "loan/app", "<b>", "🎉"],
)
def test_an_address_with_odd_characters(session: Session, browser: Browser, slug: str) -> None:
    central = make_person(session)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    data = {
        "key": "k", "source_locale": "en", "title": "The loan app", "slug": slug, "pitch": "Tell us.",
        "description": WORDS, "answer_within_days": "5", "min_group": "5", "min_group_verbatim": "10",
        "identity_levels": ["named"],
    }  # fmt: skip
    page = browser.as_(central).post("/campaigns/new", data=data)
    if page.status_code == 302:  # it was made into an address that is one
        made = session.scalars(select(Campaign.slug)).one()
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
        return
    assert page.status_code == 422
    assert 'id="slug-error"' in page.text
    assert KEPT in page.text
    assert session.scalars(select(Campaign)).all() == []


def test_an_hour_that_daylight_saving_skips(session: Session, browser: Browser) -> None:
    central = make_person(session)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    entity = make_entity(session, time_zone="Europe/Berlin")
    edition = make_edition(session, entity=entity, status=EditionStatus.DRAFT, phase=None)
    slug = session.scalars(select(Campaign.slug).where(Campaign.id == edition.campaign_id)).one()
    session.commit()
    client = browser.as_(central)
    address = f"/campaigns/{slug}/editions/{entity.code}"
    answer = client.post(
        address, data={"test_starts": "2027-03-28T02:30", "test_ends": "2027-04-02T18:00", "version": "1"}
    )
    assert answer.status_code == 302
    stored = session.scalars(select(Phase.starts_at)).one()
    assert stored.isoformat() == "2027-03-28T01:00:00+00:00"
    assert 'data-tone="warning"' in client.get(address).text, "the page says which hour was kept"
