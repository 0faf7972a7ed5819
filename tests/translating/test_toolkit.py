"""What leaves the bench as XLIFF is read and written by a program of others, the Translate Toolkit, and comes back."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from translate.storage.xliff2 import Xliff2File, Xliff2Unit

from app.core import idents
from app.policy.actor import SYSTEM
from app.texts.models import Translation
from app.texts.types import TextProgress
from app.texts.write import change_text
from app.translating.queries import BenchText, all_texts
from tests.conftest import Browser
from tests.translating.test_bench import Scene

WORDS = "Une ligne & <deux>,\n\n  puis «\u00a0trois\u00a0»\tet ça."
STATES = {
    TextProgress.MISSING: "initial",
    TextProgress.DRAFT: "translated",
    TextProgress.OUTDATED: "translated",
    TextProgress.VALIDATED: "final",
}


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return a campaign with texts in several states; one has several lines, and signs that XML writes its own way."""
    made = Scene(session)
    change_text(session, SYSTEM, made.campaign.description_text_id, {"en": "Two & <more>\n\n  lines,\tand so on."})
    session.commit()
    made.write(WORDS, made.text(made.campaign.description_text_id))
    made.write("En une phrase", made.text(made.campaign.pitch_text_id), is_draft=True)
    made.write("Notre application")
    change_text(session, SYSTEM, made.campaign.title_text_id, {"en": "Our new app"})
    session.commit()
    return made


class Sent:
    """The bench in French, downloaded and sent back by a person."""

    def __init__(self, scene: Scene, browser: Browser) -> None:
        self.client, self.address = browser.as_(scene.manager), f"/translations/{scene.campaign.slug}/fr"

    def read(self) -> Xliff2File:
        """Return the file as the toolkit reads it."""
        return Xliff2File(io.BytesIO(self.client.get(f"{self.address}.xlf").data))

    def send(self, file: Xliff2File) -> str:
        """Send what the toolkit writes; return the page that follows."""
        out = io.BytesIO()
        file.serialize(out)
        answer = self.client.post(f"{self.address}/file", data={"file": (io.BytesIO(out.getvalue()), "back.xlf")})
        assert answer.status_code == 303
        return self.client.get(answer.location).text


@pytest.fixture
def sent(scene: Scene, browser: Browser) -> Sent:
    return Sent(scene, browser)


def on_bench(scene: Scene) -> dict[str, BenchText]:
    """Return the texts by their number in the file."""
    scene.session.expire_all()
    return {idents.encode(text.text_id): text for text in all_texts(scene.session, scene.actor(), scene.bench)}


def stored(session: Session) -> list[tuple[object, ...]]:
    """Return all that is stored of all texts."""
    columns = Translation.__table__.columns
    return [tuple(row) for row in session.execute(select(*columns).order_by(Translation.text_id, Translation.locale))]


def test_it_sees_the_same_texts_and_states(scene: Scene, sent: Sent) -> None:
    file, ours = sent.read(), on_bench(scene)
    assert (file.sourcelanguage, file.targetlanguage) == ("en", "fr")
    assert [unit.getid() for unit in file.units] == list(ours)
    assert {text.state for text in ours.values()} == set(STATES)
    for unit in file.units:
        text = ours[unit.getid()]
        assert unit.source == text.source
        assert (unit.target or "") == text.words
        assert unit.xmlelement.get("state") == STATES[text.state]
        assert unit.istranslated() == bool(text.words)
        assert unit.isapproved() == (text.state is TextProgress.VALIDATED)


def test_what_it_writes_back_untouched_changes_nothing(session: Session, sent: Sent) -> None:
    before = stored(session)
    assert "The file changes nothing." in sent.send(sent.read())
    session.expire_all()
    assert stored(session) == before


def approve(unit: Xliff2Unit) -> None:
    unit.markapproved()


def leave(unit: Xliff2Unit) -> None:
    unit.marktranslated()


@pytest.mark.parametrize(("mark", "state"), [(approve, TextProgress.VALIDATED), (leave, TextProgress.DRAFT)])
def test_what_it_fills_in_is_taken(
    scene: Scene, sent: Sent, mark: Callable[[Xliff2Unit], None], state: TextProgress
) -> None:
    before, file = on_bench(scene), sent.read()
    filled: dict[str | None, str] = {}
    for unit in file.units:
        if not unit.target:
            unit.target = filled[unit.getid()] = f"{WORDS} ({len(filled)})"
            mark(unit)
    assert len(filled) == len(before) - 3
    assert f"{len(filled)}\u00a0translations have been stored." in sent.send(file)
    after = on_bench(scene)
    for ident, text in after.items():
        if ident in filled:
            assert (text.words, text.state) == (filled[ident], state)
        else:
            assert text == before[ident]


def test_a_draft_that_it_approves_is_read(scene: Scene, sent: Sent) -> None:
    file, ident = sent.read(), idents.encode(scene.campaign.pitch_text_id)
    unit = next(one for one in file.units if one.getid() == ident)
    unit.target = "En une seule phrase"
    unit.markapproved()
    assert "1\u00a0translation has been stored." in sent.send(file)
    assert on_bench(scene)[ident].state is TextProgress.VALIDATED


def test_a_source_that_it_changes_stores_nothing(scene: Scene, sent: Sent) -> None:
    file, before = sent.read(), on_bench(scene)
    unit = next(one for one in file.units if not one.target)
    unit.source, unit.target = "Something else", "Autre chose"
    assert "its source has changed since the file was downloaded" in sent.send(file)
    assert on_bench(scene) == before
