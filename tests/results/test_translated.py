"""The words of a results page stand on the bench; what was published stays as it was."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import campaign_by_slug
from app.core.errors import ChangedMeanwhile
from app.policy.actor import Actor
from app.results.models import ResultsPage, ResultsVersion, ResultsWords
from app.results.queries import readable_draft
from app.results.service import EntryInput, draft_entry, draft_results, publish_results
from app.results.types import ResultsContent, read_content
from app.texts.models import AuthoredText
from app.texts.types import TextProgress, mark_of
from app.translating.file_format import FileUnit, read_xliff, write_xliff
from app.translating.presenters import unit_of
from app.translating.queries import BenchText, all_texts, bench_of, text_on_bench
from app.translating.service import BenchInput, take_file, translate_text
from app.translating.types import TextKind
from tests.conftest import Browser
from tests.moderation.world import make_world
from tests.parallel import together
from tests.refusals import refused
from tests.results.test_results import central, decided, page

RESULTS = (TextKind.RESULTS_INTRO, TextKind.RESULTS_SAID, TextKind.RESULTS_STANDS)


class Scene:
    """A results page with an introduction in English and French, and one decision with words in English."""

    def __init__(self, session: Session) -> None:
        self.session, self.world, self.team = session, make_world(session), central(session)
        self.world.entity.locales = ["en", "fr", "de"]
        _case, self.decision = decided(session, self.world)
        self.slug = self.world.campaign.slug
        draft_results(session, self.manager, self.slug, page(self.decision))
        words = EntryInput({"en": "One code too many."}, {"en": "It is done."}, 1)
        draft_entry(session, self.manager, self.slug, self.decision.id, words)

    @property
    def manager(self) -> Actor:
        """Return the community manager, who writes and translates."""
        return self.world.actor(self.world.manager)

    def texts(self, locale: str) -> dict[TextKind, BenchText]:
        """Return what the bench has of the page in a language."""
        bench = bench_of(self.session, self.manager, self.slug, locale)
        return {text.kind: text for text in all_texts(self.session, self.manager, bench) if text.kind in RESULTS}

    def translate(self, kind: TextKind, locale: str, words: str, *, is_draft: bool = False) -> None:
        """Translate one of the texts."""
        text = self.texts(locale)[kind]
        bench = bench_of(self.session, self.manager, self.slug, locale)
        data = BenchInput(words, mark_of(text.source, text.words), is_draft=is_draft)
        translate_text(self.session, self.manager, bench, text.text_id, data)

    def drafted(self) -> ResultsContent:
        """Return what would be published now."""
        self.session.expire_all()
        return readable_draft(self.session, self.team, campaign_by_slug(self.session, self.team, self.slug))

    def published(self) -> list[ResultsContent]:
        """Return the versions, the first one first."""
        self.session.expire_all()
        rows = self.session.scalars(select(ResultsVersion).order_by(ResultsVersion.number))
        return [read_content(row.content) for row in rows]

    @property
    def version(self) -> int:
        """Return the version of the draft."""
        self.session.expire_all()
        return self.session.get_one(ResultsPage, self.world.campaign.id).version


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def test_the_bench_lists_the_words_with_their_state(scene: Scene) -> None:
    french, german = scene.texts("fr"), scene.texts("de")
    assert set(french) == set(german) == set(RESULTS)
    assert [french[kind].state for kind in RESULTS] == [
        TextProgress.VALIDATED,
        TextProgress.MISSING,
        TextProgress.MISSING,
    ]
    assert {text.state for text in german.values()} == {TextProgress.MISSING}
    assert german[TextKind.RESULTS_SAID].source == "One code too many."


def test_a_translation_is_published_with_the_next_version_and_no_earlier(session: Session, scene: Scene) -> None:
    publish_results(session, scene.team, scene.slug, 2, "")
    before = scene.published()
    scene.translate(TextKind.RESULTS_SAID, "de", "Ein Code zu viel.")
    scene.translate(TextKind.RESULTS_STANDS, "de", "Erledigt.", is_draft=True)
    scene.translate(TextKind.RESULTS_INTRO, "fr", "Voici la suite.")
    assert scene.published() == before
    assert before[0].intro["fr"] == "Voici ce que c’est devenu."
    assert scene.version == 5
    publish_results(session, scene.team, scene.slug, 5, "German is there.")
    first, second = scene.published()
    assert first == before[0]
    (entry,) = second.entries
    assert dict(entry.said) == {"en": "One code too many.", "de": "Ein Code zu viel."}
    assert dict(entry.stands) == {"en": "It is done."}, "nobody has validated the German words"
    assert second.intro["fr"] == "Voici la suite."


def test_a_changed_source_makes_translations_outdated(session: Session, scene: Scene) -> None:
    draft_results(session, scene.manager, scene.slug, page(scene.decision, version=2, en="Other words."))
    found = scene.texts("fr")[TextKind.RESULTS_INTRO]
    assert (found.state, found.source) == (TextProgress.OUTDATED, "Other words.")
    assert scene.drafted().intro["fr"] == "Voici ce que c’est devenu.", "readers see the newest there is"


def test_who_wrote_against_other_words_is_shown_both(session: Session, scene: Scene, browser: Browser) -> None:
    scene.translate(TextKind.RESULTS_INTRO, "fr", "Voici la suite.")
    with refused(session, ChangedMeanwhile):
        draft_results(session, scene.manager, scene.slug, page(scene.decision, version=2, fr="Autre chose."))
    address = f"/campaigns/{scene.slug}/results/edit"
    assert "Voici la suite." in browser.as_(scene.world.manager).get(address).text


def test_a_file_of_the_bench_holds_them_and_brings_them_back(session: Session, scene: Scene) -> None:
    bench = bench_of(session, scene.manager, scene.slug, "de")
    units = [unit_of(text) for text in all_texts(session, scene.manager, bench)]
    back = read_xliff(write_xliff(scene.slug, bench.languages, units), bench.languages)
    version = scene.version
    assert take_file(session, scene.manager, bench, back).stored == 0
    assert scene.version == version
    said = scene.texts("de")[TextKind.RESULTS_SAID]
    filled = [FileUnit(unit_of(said).ident, said.source, "Ein Code zu viel.", is_done=True)]
    assert take_file(session, scene.manager, bench, filled).stored == 1
    assert scene.drafted().entries[0].said["de"] == "Ein Code zu viel."


def test_words_in_another_language_alone_and_words_taken_away(session: Session, scene: Scene) -> None:
    def texts() -> int:
        return session.scalar(select(func.count()).select_from(AuthoredText)) or 0

    before = texts()
    only = EntryInput({"en": " ", "de": "Nur hier."}, {}, 2)
    draft_entry(session, scene.manager, scene.slug, scene.decision.id, only)
    (entry,) = scene.drafted().entries
    assert (dict(entry.said), dict(entry.stands)) == ({"de": "Nur hier."}, {})
    assert texts() == before - 1
    assert scene.texts("en")[TextKind.RESULTS_SAID].source == "Nur hier."
    both = EntryInput({"en": "One code.", "de": "Nur hier."}, {}, 3)
    draft_entry(session, scene.manager, scene.slug, scene.decision.id, both)
    assert scene.texts("de")[TextKind.RESULTS_SAID].source == "One code."
    draft_results(session, scene.manager, scene.slug, page(version=4))
    assert scene.drafted().entries == ()
    assert texts() == before - 2
    assert session.scalars(select(ResultsWords)).all() == []


def test_the_same_words_again_change_nothing(session: Session, scene: Scene) -> None:
    draft_results(session, scene.manager, scene.slug, page(scene.decision))
    same = EntryInput({"en": "One code too many."}, {"en": "It is done."}, 1)
    draft_entry(session, scene.manager, scene.slug, scene.decision.id, same)
    assert scene.version == 2


def test_a_writer_and_a_translator_at_once_lose_nothing(shared: Engine) -> None:
    with Session(shared) as session:
        scene = Scene(session)
        slug, manager, decision = scene.slug, scene.manager, scene.decision.id
        bench, text = bench_of(session, manager, slug, "fr"), scene.texts("fr")[TextKind.RESULTS_INTRO]
        campaign_id, seen = scene.world.campaign.id, mark_of(text.source, text.words)

    def write(own: Session) -> None:
        said = EntryInput({"en": "Two codes."}, {"en": "It is done."}, 2)
        draft_entry(own, manager, slug, decision, said)

    def translate(own: Session) -> None:
        translate_text(own, manager, bench, text.text_id, BenchInput("Voici la suite.", seen))

    outcomes = together(shared, [partial(write), partial(translate)])
    with Session(shared) as session:
        stored = session.get_one(ResultsPage, campaign_id)
        words = text_on_bench(session, manager, bench, text.text_id).words
        assert words == "Voici la suite."
        assert stored.version == 2 + outcomes.count(""), "each that was stored has moved the version on"
