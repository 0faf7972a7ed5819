"""Texts leave as XLIFF and come back; what was not translated changes nothing."""

from __future__ import annotations

import io

import pytest
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import Forbidden
from app.policy.actor import SYSTEM, Role
from app.texts.types import TextProgress
from app.texts.write import change_text
from app.translating.file_format import NAMESPACE, FileUnit, Languages, read_xliff, write_xliff
from app.translating.queries import all_texts
from app.translating.service import FileResult, take_file
from app.translating.types import FileRefused
from tests.conftest import Browser
from tests.factories.accounts import actor_for
from tests.refusals import refused
from tests.translating.test_bench import Scene

FRENCH = Languages("en", "fr")
HEAD = '<?xml version="1.0" encoding="utf-8"?>'
START = f'<xliff xmlns="{NAMESPACE}" version="2.1" srcLang="en" trgLang="fr">'
UNIT = '<unit id="a"><segment><source>Yes</source><target>Oui</target></segment></unit>'


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def units_of(scene: Scene) -> list[FileUnit]:
    """Return what the file of the bench holds."""
    return [
        FileUnit(idents.encode(text.text_id), text.source, text.words, is_done=text.state is TextProgress.VALIDATED)
        for text in all_texts(scene.session, scene.actor(), scene.bench)
    ]


def with_words(units: list[FileUnit], words: str, *, is_done: bool) -> list[FileUnit]:
    """Return the units, the first one translated."""
    first = units[0]
    return [FileUnit(first.ident, first.source, words, is_done=is_done), *units[1:]]


def test_what_is_written_is_read() -> None:
    units = [
        FileUnit("a", "A <b> & a tab\t", "Un <b> & ça", is_done=True),
        FileUnit("b", "Two\nlines", "", is_done=False),
        FileUnit("c", "مرحبا", "Bonjour", is_done=False),
    ]
    assert read_xliff(write_xliff("own-app", FRENCH, units), FRENCH) == units


def test_a_file_that_nobody_touched_changes_nothing(session: Session, scene: Scene) -> None:
    scene.write("Notre application", is_draft=True)
    units = units_of(scene)
    back = read_xliff(write_xliff("own-app", FRENCH, units), FRENCH)
    assert take_file(session, scene.actor(), scene.bench, back) == FileResult(unchanged=len(units))
    assert scene.text().state is TextProgress.DRAFT


def test_what_is_approved_is_read_and_the_rest_a_draft(session: Session, scene: Scene) -> None:
    units = units_of(scene)
    first, rest = with_words(units, "Notre application", is_done=True), len(units) - 1
    assert take_file(session, scene.actor(), scene.bench, first) == FileResult(stored=1, unchanged=rest)
    assert (scene.text().words, scene.text().state) == ("Notre application", TextProgress.VALIDATED)
    take_file(session, scene.actor(), scene.bench, with_words(units, "Notre appli", is_done=False))
    assert (scene.text().words, scene.text().state) == ("Notre appli", TextProgress.DRAFT)


def test_what_cannot_be_stored_is_counted(session: Session, scene: Scene) -> None:
    units = units_of(scene)
    change_text(session, SYSTEM, scene.campaign.title_text_id, {"en": "Our new app"})
    session.commit()
    sent = [
        *with_words(units, "Notre application", is_done=True)[:1],
        FileUnit(units[1].ident, units[1].source, "x" * 241, is_done=True),
        FileUnit("nonsense", "Yes", "Oui", is_done=True),
    ]
    assert take_file(session, scene.actor(), scene.bench, sent) == FileResult(outdated=1, too_long=1, foreign=1)
    assert scene.text().words == ""


def test_others_send_no_file(session: Session, scene: Scene) -> None:
    sponsor = actor_for(scene.manager, Role.SPONSOR, entity=scene.entity)
    with refused(session, Forbidden):
        take_file(session, sponsor, scene.bench, with_words(units_of(scene), "Notre application", is_done=True))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no XML",
        HEAD.encode(),
        f'{HEAD}<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>{START}<file>{UNIT}</file></xliff>'.encode(),
        f'{HEAD}<!DOCTYPE x SYSTEM "file:///etc/passwd">{START}<file>{UNIT}</file></xliff>'.encode(),
        f'{HEAD}<xliff xmlns="urn:somebody:else" srcLang="en" trgLang="fr"><file>{UNIT}</file></xliff>'.encode(),
        f"{HEAD}{START}<file>{UNIT}{UNIT}</file></xliff>".encode(),
        f"{HEAD}{START}<file/></xliff>".encode(),
        b"x" * (5 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_file_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused, match="unreadable"):
        read_xliff(content, FRENCH)


def test_a_file_of_other_languages_is_refused() -> None:
    with pytest.raises(FileRefused, match="foreign"):
        read_xliff(write_xliff("own-app", Languages("en", "de"), [FileUnit("a", "Yes", "Ja", is_done=True)]), FRENCH)


def test_a_person_downloads_a_file_and_sends_it_back(scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.manager)
    address = f"/translations/{scene.campaign.slug}/fr"
    file = client.get(f"{address}.xlf")
    assert file.mimetype == "application/xliff+xml"
    filled = write_xliff(
        "own-app", FRENCH, with_words(read_xliff(file.data, FRENCH), "Notre application", is_done=True)
    )
    answer = client.post(f"{address}/file", data={"file": (io.BytesIO(filled), "back.xlf")})
    assert answer.status_code == 303
    assert "1\u00a0translation has been stored." in client.get(address).text
    assert scene.text().words == "Notre application"
    assert client.post(f"{address}/file", data={}).status_code == 422
    wrong = client.post(f"{address}/file", data={"file": (io.BytesIO(b"<a"), "back.xlf")})
    assert "This file cannot be read." in wrong.text
