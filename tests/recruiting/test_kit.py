"""The kit to recruit with: the facts of a campaign, in each language of the entity, in one archive."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Pt
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock
from app.i18n.locale import language_of
from app.policy.actor import Role
from app.recruiting.presenters.archive import qr_png
from app.recruiting.presenters.kit import KitFacts
from app.recruiting.presenters.slides import LINE, SMALLEST, Box, Words, fitting_size, kit_slides
from app.recruiting.service import create_personal_link
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.feedback.scene import Scene, make_scene

FILES = {"announcement.txt", "posts.txt", "poster.html", "objections.html", "slides.pptx", "qr-code.png"}
LONG = "Verbraucherdarlehensantragsformular, Kontoeröffnung und Kreditkartenverwaltung: ausprobieren, weitersagen"
ARABIC = "تطبيق القرض الجديد: جرّبوه قبل الجميع وقولوا لنا ما ترونه بلغتكم أنتم، من فضلكم، قبل نهاية الشهر المقبل"


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return a campaign in an entity that speaks three languages, one of them from right to left."""
    entity = make_entity(session, locales=("en", "de", "ar"))
    return make_scene(session, entity=entity)


@pytest.fixture
def desk(session: Session, scene: Scene) -> Person:
    """Return an ambassador of the scene's entity."""
    person = make_person(session, entity=scene.entity)
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=scene.entity, languages=("en",))
    session.commit()
    return person


def place_of(scene: Scene, page: str = "kit") -> str:
    return f"/recruiting/{scene.campaign.slug}/{scene.entity.code}/{page}"


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def long_facts(locale: str, words: str) -> KitFacts:
    """Return facts as long as forms take them."""
    return KitFacts(
        locale=locale,
        title=words[:120],
        pitch=f"{words} {words}"[:240],
        lang=locale,
        entity_name="Kreditwerk Verbraucherfinanzierung Aktiengesellschaft"[:120],
        dates=(
            f"{words[:20]} · 12.\u00a0November – 10.\u00a0Dezember",
            f"{words[:20]} · 12.\u00a0Dezember – 10.\u00a0Januar",
        ),
        effort=words[:90],
        promise=f"{words} {words}"[:160],
        contract=tuple(words[:115] for _ in range(6)),
        address=f"https://pepite.konzern-gesellschaft.example/campaigns/{'a' * 80}/join",
    )


def test_the_archive_holds_every_file_in_every_language(browser: Browser, scene: Scene, desk: Person) -> None:
    answer = browser.as_(desk).get(place_of(scene, "kit.zip"))
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    name = re.search(r'filename="([^"]+)"', answer.headers["Content-Disposition"])
    assert name is not None
    assert name.group(1).isascii()
    files = unpacked(answer.data)
    assert set(files) == {f"{locale}/{file}" for locale in ("en", "de", "ar") for file in FILES}
    assert all(path.isascii() for path in files)
    address = f"http://localhost/campaigns/{scene.campaign.slug}/join"
    for locale, word in (("en", "Hello"), ("de", "Guten Tag"), ("ar", "تحية طيبة")):
        words = files[f"{locale}/announcement.txt"].decode("utf-8-sig")
        assert word in words
        assert address in words
        assert address in files[f"{locale}/posts.txt"].decode("utf-8-sig")
        assert f'lang="{locale}" dir="{"rtl" if locale == "ar" else "ltr"}"' in files[f"{locale}/poster.html"].decode()
        assert files[f"{locale}/qr-code.png"].startswith(b"\x89PNG")


def test_the_kit_leads_through_ones_own_link(session: Session, browser: Browser, scene: Scene, desk: Person) -> None:
    client = browser.as_(desk)
    assert "You have no link of your own" in client.get(place_of(scene)).text
    ambassador = actor_for(desk, Role.AMBASSADOR, entity=scene.entity)
    create_personal_link(session, ambassador, scene.edition.id, clock.today() + timedelta(days=5))
    session.commit()
    page = client.get(place_of(scene)).text
    assert "You have no link of your own" not in page
    assert re.search(r"http://localhost/j/\w{10}", page)


def test_the_same_facts_give_the_same_bytes(browser: Browser, scene: Scene, desk: Person) -> None:
    client = browser.as_(desk)
    assert client.get(place_of(scene, "kit.zip")).data == client.get(place_of(scene, "kit.zip")).data


def test_the_page_shows_one_language_and_says_what_is_not_translated(
    browser: Browser, scene: Scene, desk: Person
) -> None:
    client = browser.as_(desk)
    page = client.get(place_of(scene), query_string={"language": "ar"}).text
    assert '<div class="stack wide-gap" lang="ar" dir="rtl">' in page
    assert "have not been translated into this language yet. Shown in English." in page
    in_french = browser.as_(desk, "fr").get(place_of(scene), query_string={"language": "ar"}).text
    assert "pas encore traduits dans cette langue. Affichés en anglais." in in_french
    unknown = client.get(place_of(scene), query_string={"language": "xx"})
    assert unknown.status_code == 200
    assert "have not been translated" not in unknown.text


def test_who_does_not_recruit_there_gets_nothing(session: Session, browser: Browser, scene: Scene) -> None:
    abroad = make_person(session)
    make_mandate(session, person=abroad, role=Role.AMBASSADOR, entity=make_entity(session), languages=("en",))
    for page in ("kit", "kit.zip"):
        assert browser.as_(scene.person).get(place_of(scene, page)).status_code == 403
        assert browser.as_(abroad).get(place_of(scene, page)).status_code == 404


@pytest.mark.parametrize("role", [Role.CENTRAL_TEAM, Role.SPONSOR])
def test_who_announces_reads_the_kit_without_recruiting(
    session: Session, browser: Browser, scene: Scene, role: Role
) -> None:
    """The central team reads it in every entity, a sponsor in theirs; it leads to the page to join."""
    person = make_person(session, entity=scene.entity)
    make_mandate(session, person=person, role=role, entity=scene.entity if role is Role.SPONSOR else None)
    session.commit()
    reader = browser.as_(person)
    page = reader.get(place_of(scene))
    assert page.status_code == 200
    assert f"/campaigns/{scene.campaign.slug}/join" in page.text
    links = set(re.findall(r'href="([^"?]+)', page.text))
    assert {link for link in links if link.startswith("/recruiting")} <= {place_of(scene), place_of(scene, "kit.zip")}
    assert "Create my link" not in page.text
    assert set(unpacked(reader.get(place_of(scene, "kit.zip")).data)) >= {f"en/{name}" for name in FILES}
    assert place_of(scene) in reader.get(f"/campaigns/{scene.campaign.slug}/readiness").text
    assert place_of(scene) in reader.get(f"/entities/{scene.entity.code}").text


def test_slides_carry_titles_languages_and_directions(app: Flask) -> None:
    with app.test_request_context(), language_of("ar"):
        deck = Presentation(io.BytesIO(kit_slides(long_facts("ar", ARABIC), _image())))
    assert len(deck.slides) == 3
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        runs = list(slide.element.iter("{*}r"))
        assert {run.find("{*}rPr").get("lang") for run in runs} == {"ar"}
        about = [run.getparent().find("{*}pPr") for run in runs]
        assert {each.get("algn") for each in about} == {"r"}
        # The address alone is read from the left.
        assert [each.get("rtl") for each in about].count("0") == (slide.slide_id == deck.slides[2].slide_id)
    pictures = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13]
    assert "QR" in pictures[-1].element.find(".//{*}cNvPr").get("descr")


@pytest.mark.parametrize(("locale", "words"), [("de", LONG), ("en", "x" * 120), ("ar", ARABIC)])
def test_long_words_stay_inside_the_slide_and_their_boxes(app: Flask, locale: str, words: str) -> None:
    with app.test_request_context(), language_of(locale):
        deck = Presentation(io.BytesIO(kit_slides(long_facts(locale, words), _image())))
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_text_frame and shape.text_frame.text:
                size = shape.text_frame.paragraphs[0].runs[0].font.size
                assert size >= Pt(SMALLEST + 1), f"{shape.text_frame.text[:40]!r} has no room"


@pytest.mark.parametrize(
    "text", [LONG, "Every contribution is answered within 5 working days, and the decisions follow."]
)
def test_the_estimate_is_larger_than_a_font(text: str) -> None:
    """What is said to fit takes no more lines in a real font."""
    for width, height, wanted in ((5.4, 4.0, 22), (11.7, 2.0, 48), (3.0, 1.0, 24)):
        size = fitting_size(Words([text], wanted), Box(0, 0, width, height), LINE)
        assert lines_of(text, size, width) * size * LINE <= height * 72


def lines_of(text: str, size: int, width: float) -> int:
    """Count the lines of a text in a font that comes with Pillow."""
    font = ImageFont.load_default(size)
    count, line = 1, ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) > width * 72 and line:
            count, longer = count + 1, word
        line = longer
    return count


def test_a_kit_costs_the_same_whatever_there_is(
    session: Session, browser: Browser, scene: Scene, desk: Person, queries: CountQueries
) -> None:
    client, counts = browser.as_(desk), []
    ambassador = actor_for(desk, Role.AMBASSADOR, entity=scene.entity)
    for _ in range(2):
        client.get(place_of(scene, "kit.zip"))
        with queries() as seen:
            assert client.get(place_of(scene, "kit.zip")).status_code == 200
        counts.append(len(seen))
        create_personal_link(session, ambassador, scene.edition.id, clock.today() + timedelta(days=5))
        session.commit()
    assert counts[0] == counts[1]


def _image() -> bytes:
    return qr_png("https://pepite.example/j/k3vq8m2nr7")
