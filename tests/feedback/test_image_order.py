"""The order of images: with the buttons of a form that is shown again, and of the form that changes a contribution."""

from __future__ import annotations

import re
from http import HTTPStatus
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feedback.models import Feedback
from tests.conftest import Browser
from tests.feedback.scene import Scene, make_scene
from tests.feedback.sent import kept_in, picture, send, tokens_in
from tests.feedback.test_kept_images import ALTS, TWO, again, images_of
from tests.feedback.test_pages import change_images, only, page_of

COLOURS = ("red", "blue", "green")
THREE = [(picture(colour), f"{colour}.png") for colour in COLOURS]
NAMED = {f"alt_texts-{place}": colour for place, colour in enumerate(COLOURS)}
PLACES = re.compile(r'name="place" value="(\d)"')


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session, trusted=True)


def colours_of(session: Session, browser: Browser, scene: Scene) -> list[str]:
    """Return the descriptions of the stored images in their order, each beside an image of that colour."""
    feedback, found = only(session), []
    for number, alt in images_of(session):
        answer = browser.as_(scene.person).get(page_of(feedback, f"/images/{number}"))
        with Image.open(BytesIO(answer.data)) as image:
            pixel = image.convert("RGB").getpixel((5, 5))
        assert isinstance(pixel, tuple)
        bands = {"red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0)}[alt]
        assert all(abs(one - other) < 12 for one, other in zip(pixel, bands, strict=True)), (alt, pixel)
        found.append(alt)
    return found


@pytest.mark.parametrize(
    ("pressed", "order"),
    [
        (("earlier", 1), ["blue", "red", "green"]),
        (("later", 1), ["red", "green", "blue"]),
        (("earlier", 0), ["red", "blue", "green"]),
        (("later", 2), ["red", "blue", "green"]),
    ],
)
def test_a_kept_image_moves_by_its_button_with_its_description(
    session: Session, scene: Scene, browser: Browser, pressed: tuple[str, int], order: list[str]
) -> None:
    client, (button, place) = browser.as_(scene.person), pressed
    page = send(client, scene, *THREE, title="", **NAMED)
    page = send(client, scene, **{**again(page), button: tokens_in(page.text)[place]})
    assert page.status_code == HTTPStatus.OK
    assert "data-error-summary" not in page.text
    assert session.scalars(select(Feedback)).all() == [], "nothing is sent by the button"
    assert kept_in(page.text) == order
    assert send(client, scene, **again(page)).status_code == HTTPStatus.FOUND
    assert colours_of(session, browser, scene) == order


def test_an_image_chosen_now_may_stand_before_a_kept_one(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    page = send(client, scene, THREE[0], title="", **NAMED)
    sent = {"kept": ["new", *tokens_in(page.text)], "alt_texts-0": "blue", "alt_texts-1": "red", "alt_texts-2": "green"}
    assert send(client, scene, THREE[1], THREE[2], **sent).status_code == HTTPStatus.FOUND
    assert colours_of(session, browser, scene) == ["blue", "red", "green"]


def test_the_place_of_an_image_that_did_not_come_is_said(session: Session, scene: Scene, browser: Browser) -> None:
    page = send(browser.as_(scene.person), scene, kept=["new"])
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "An image is no longer stored here. Please choose it again." in page.text
    assert session.scalars(select(Feedback)).all() == []


def test_sent_images_move_by_their_buttons_and_keep_their_descriptions(
    session: Session, scene: Scene, browser: Browser
) -> None:
    client = browser.as_(scene.person)
    send(client, scene, *THREE, **NAMED)
    feedback = only(session)
    described = {f"kept_alts-{place}": colour for place, colour in enumerate(COLOURS)}
    page = change_images(client, feedback, place=["1", "2", "3"], earlier="3", **described)
    assert page.status_code == HTTPStatus.OK
    assert PLACES.findall(page.text) == ["1", "3", "2"]
    assert re.findall(r"Remove image (\d)", page.text) == ["1", "2", "3"]
    assert images_of(session) == [(1, "red"), (2, "blue"), (3, "green")], "nothing is stored by the button"
    page = change_images(client, feedback, place=["1", "3", "2"], later="1", **described)
    assert PLACES.findall(page.text) == ["3", "1", "2"]
    more = change_images(client, feedback, place=["3", "1", "2"], removed="2", **described)
    assert more.status_code == HTTPStatus.FOUND
    assert colours_of(session, browser, scene) == ["green", "red"]


@pytest.mark.parametrize("places", [["7", "x", ""], ["2", "2"], []])
def test_an_order_that_cannot_be_loses_no_image(
    session: Session, scene: Scene, browser: Browser, places: list[str]
) -> None:
    client = browser.as_(scene.person)
    send(client, scene, *TWO, **ALTS)
    described = {"kept_alts-0": "The red one", "kept_alts-1": "The blue one"}
    assert change_images(client, only(session), place=places, **described).status_code == HTTPStatus.FOUND
    assert sorted(alt for _number, alt in images_of(session)) == ["The blue one", "The red one"]


def test_an_order_sent_too_late_is_asked_again(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    send(client, scene, *THREE, **NAMED)
    feedback = only(session)
    version = str(feedback.version)
    described = {f"kept_alts-{place}": colour for place, colour in enumerate(COLOURS)}
    change_images(client, feedback, removed="1", **described)
    page = change_images(client, feedback, place=["2", "1", "3"], **(described | {"version": version}))
    assert page.status_code == HTTPStatus.CONFLICT
    assert PLACES.findall(page.text) == ["1", "2"]
    assert re.findall(r"(\w+)</textarea>", page.text.partition("data-sent")[2])[:2] == ["blue", "green"]
    assert colours_of(session, browser, scene) == ["blue", "green"]


def test_the_same_images_in_another_order_are_no_second_click(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    send(client, scene, *TWO, **ALTS)
    feedback = only(session)
    title, body, version = feedback.title, feedback.body, feedback.version
    described = {"kept_alts-0": "The red one", "kept_alts-1": "The blue one"}
    sent = {"title": title, "body": body, "version": str(version), "kind": "problem", **described}
    assert change_images(client, feedback, **sent).status_code == HTTPStatus.FOUND
    assert change_images(client, feedback, **sent).status_code == HTTPStatus.FOUND, "says the same"
    assert change_images(client, feedback, place=["2", "1"], **sent).status_code == HTTPStatus.CONFLICT
