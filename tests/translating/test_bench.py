"""The bench lists every text of a campaign in each language, and stores what is translated."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.queries import campaign_by_slug
from app.campaigns.service import TranslationInput, translate_campaign
from app.core import idents
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.missions.models import Mission
from app.policy.actor import SYSTEM, Actor, Role
from app.questionnaires.service import mark_of
from app.texts.models import FormerSource, Translation
from app.texts.queries import texts_of
from app.texts.types import TextProgress, TranslationState
from app.texts.write import change_text
from app.translating.errors import TranslationMissing
from app.translating.queries import Bench, BenchText, bench_page, campaigns_to_translate, next_to_do, text_on_bench
from app.translating.service import BenchInput, confirm_several, translate_text
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.parallel import together
from tests.refusals import refused

ALL: frozenset[TextProgress] = frozenset()


class Scene:
    """A campaign in English with one mission of two steps, for an entity that works in English and French."""

    def __init__(self, session: Session, steps: int = 2) -> None:
        self.entity = make_entity(session, locales=("en", "fr"))
        self.campaign = make_campaign(session, title="Our own app")
        make_edition(session, campaign=self.campaign, entity=self.entity)
        self.mission = make_mission(session, campaign=self.campaign, steps=steps)
        self.manager = make_person(session, entity=self.entity)
        make_mandate(session, person=self.manager, role=Role.COMMUNITY_MANAGER, entity=self.entity)
        session.commit()
        self.session = session

    def actor(self) -> Actor:
        """Return the community manager of the entity."""
        return actor_for(self.manager, Role.COMMUNITY_MANAGER, entity=self.entity)

    @property
    def bench(self) -> Bench:
        """Return the campaign's bench in French."""
        return Bench(campaign_by_slug(self.session, self.actor(), self.campaign.slug), "fr")

    def text(self, text_id: int | None = None) -> BenchText:
        """Return a text beside its translation, the campaign's title unless told."""
        return text_on_bench(self.session, self.actor(), self.bench, text_id or self.campaign.title_text_id)

    def write(self, words: str, text: BenchText | None = None, *, is_draft: bool = False) -> None:
        """Translate a text, the campaign's title unless told."""
        found = text or self.text()
        data = BenchInput(words, mark_of(found.source, found.words), is_draft=is_draft)
        translate_text(self.session, self.actor(), self.bench, found.text_id, data)


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def test_every_text_stands_on_the_bench_once(session: Session, scene: Scene) -> None:
    page = bench_page(session, scene.actor(), scene.bench, ALL)
    stored = {text_id for (text_id,) in session.execute(select(Translation.text_id).where(Translation.locale == "en"))}
    assert sorted(text.text_id for text in page.texts) == sorted(stored)
    assert page.found == len(stored) == 7
    (french,) = page.progress
    assert (french.locale, french.total, french.ready) == ("fr", 7, 0)


def test_words_are_stored_and_read(session: Session, scene: Scene) -> None:
    scene.write("Notre application")
    assert scene.text().state is TextProgress.VALIDATED
    reader = replace(actor_for(scene.manager), locale="fr")
    assert texts_of(session, reader, [scene.campaign.title_text_id])[scene.campaign.title_text_id].locale == "fr"
    (french,) = bench_page(session, scene.actor(), scene.bench, ALL).progress
    assert (french.ready, french.counts[TextProgress.MISSING]) == (1, 6)


def test_a_draft_is_not_read(session: Session, scene: Scene) -> None:
    scene.write("Notre appli", is_draft=True)
    assert scene.text().state is TextProgress.DRAFT
    reader = replace(actor_for(scene.manager), locale="fr")
    assert texts_of(session, reader, [scene.campaign.title_text_id])[scene.campaign.title_text_id].locale == "en"


def test_a_changed_source_makes_it_outdated_and_its_former_words_are_kept(session: Session, scene: Scene) -> None:
    scene.write("Notre application")
    change_text(session, SYSTEM, scene.campaign.title_text_id, {"en": "Our new app"})
    change_text(session, SYSTEM, scene.campaign.title_text_id, {"en": "Our newest app"})
    session.commit()
    found = scene.text()
    assert (found.state, found.former_source, found.source) == (TextProgress.OUTDATED, "Our own app", "Our newest app")
    assert [row.value for row in session.scalars(select(FormerSource).order_by(FormerSource.version))] == [
        "Our own app",
        "Our new app",
    ]


def test_several_are_marked_as_right_at_once(session: Session, scene: Scene) -> None:
    scene.write("Notre application")
    change_text(session, SYSTEM, scene.campaign.title_text_id, {"en": "Our app"})
    session.commit()
    ids = [text.text_id for text in bench_page(session, scene.actor(), scene.bench, ALL).texts]
    assert confirm_several(session, scene.actor(), scene.bench, ids) == 1
    assert confirm_several(session, scene.actor(), scene.bench, ids) == 0
    assert scene.text().state is TextProgress.VALIDATED


def test_two_translators_do_not_lose_each_others_words(session: Session, scene: Scene) -> None:
    seen = scene.text()
    scene.write("Notre application", seen)
    scene.write("Notre application", seen)  # the same form twice
    with refused(session, ChangedMeanwhile):
        scene.write("Notre appli", seen)


def test_the_campaigns_own_page_notices_the_bench(session: Session, scene: Scene) -> None:
    scene.write("Notre application")
    central = actor_for(scene.manager, Role.CENTRAL_TEAM)
    with refused(session, ChangedMeanwhile):
        translate_campaign(session, central, scene.campaign.id, TranslationInput("fr", title="Notre appli", version=0))


def test_the_missions_own_page_notices_the_bench(session: Session, scene: Scene) -> None:
    scene.write("Mission un", scene.text(scene.mission.title_text_id))
    session.expire_all()
    assert session.get_one(Mission, scene.mission.id).version == 2


def test_nothing_is_not_a_translation(session: Session, scene: Scene) -> None:
    with refused(session, TranslationMissing):
        scene.write("  ")


def test_who_does_not_translate_there_does_nothing(session: Session, scene: Scene) -> None:
    elsewhere = make_entity(session)
    stranger = actor_for(make_person(session, entity=elsewhere), Role.COMMUNITY_MANAGER, entity=elsewhere)
    sponsor = actor_for(scene.manager, Role.SPONSOR, entity=scene.entity)
    data = BenchInput("Notre application", mark_of("Our own app", ""))
    for actor in (stranger, sponsor):
        with refused(session, Forbidden):
            translate_text(session, actor, scene.bench, scene.campaign.title_text_id, data)
        with refused(session, Forbidden):
            confirm_several(session, actor, scene.bench, [scene.campaign.title_text_id])
    with pytest.raises(NotFound):
        campaigns_to_translate(session, sponsor)
    assert campaigns_to_translate(session, stranger) == ()


def test_a_text_of_another_campaign_and_another_language_are_not_found(session: Session, scene: Scene) -> None:
    other = make_campaign(session)
    session.commit()
    with pytest.raises(NotFound):
        scene.text(other.title_text_id)
    with pytest.raises(NotFound):
        bench_page(session, scene.actor(), scene.bench._replace(locale="pl"), ALL)


def test_saving_leads_through_all_that_is_left(session: Session, scene: Scene) -> None:
    text_id, met = scene.campaign.title_text_id, []
    while text_id:
        scene.write("Traduit", scene.text(text_id))
        met.append(text_id)
        follows = next_to_do(session, scene.actor(), scene.bench, text_id)
        text_id = follows or 0
    assert len(set(met)) == len(met) == 7


def test_statements_do_not_grow_with_texts(session: Session, queries: CountQueries) -> None:
    small, large = Scene(session, steps=2), Scene(session, steps=40)
    counts = []
    for scene in (small, large):
        actor, bench = scene.actor(), scene.bench
        with queries() as counted:
            bench_page(session, actor, bench, ALL)
        counts.append(len(counted.seen))
    assert counts[0] == counts[1] <= 5


def test_a_person_translates_by_the_pages(scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.manager)
    assert "Our own app" in client.get("/translations").text
    address = f"/translations/{scene.campaign.slug}/fr"
    page = client.get(address).text
    assert "Not translated yet" in page
    text = f"{address}/{idents.encode(scene.campaign.title_text_id)}"
    seen = mark_of("Our own app", "")
    answer = client.post(text, data={"words": "Notre application", "seen": seen})
    assert answer.status_code == 303
    assert answer.location != text
    assert scene.text().words == "Notre application"
    late = client.post(text, data={"words": "Notre appli", "seen": seen})
    assert late.status_code == 409
    assert "Notre appli" in late.text
    assert "Notre application" in late.text
    empty = client.post(text, data={"words": " ", "seen": seen})
    assert empty.status_code == 422


def test_a_person_marks_texts_as_right_by_the_page(scene: Scene, browser: Browser) -> None:
    scene.write("Notre application", is_draft=True)
    client = browser.as_(scene.manager)
    address = f"/translations/{scene.campaign.slug}/fr"
    ident = idents.encode(scene.campaign.title_text_id)
    assert client.post(address, data={"text": [ident, "no such thing"]}).status_code == 303
    assert scene.text().state is TextProgress.VALIDATED
    assert client.get(address, query_string={"state": "nonsense"}).status_code == 404
    assert client.get(address, query_string={"state": "missing", "page": "9"}).status_code == 404


def test_two_at_once_leave_one_translation(shared: Engine) -> None:
    with Session(shared) as session:
        scene = Scene(session)
        bench, actor, text_id = scene.bench, scene.actor(), scene.campaign.title_text_id
        data = [BenchInput(f"Traduction {number}", mark_of("Our own app", "")) for number in range(4)]

    def act(words: BenchInput, session: Session) -> None:
        translate_text(session, actor, bench, text_id, words)

    said = together(shared, [partial(act, words) for words in data])
    assert said == ["", *[ChangedMeanwhile.code] * 3]
    with Session(shared) as session:
        row = session.get_one(Translation, (text_id, "fr"))
        assert row.value.startswith("Traduction")
        assert row.state is TranslationState.VALIDATED
        assert session.get_one(Campaign, bench.campaign.id).translation_versions == {"fr": 1}
