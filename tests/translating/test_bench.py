"""The bench lists every text of a campaign in each language, and stores what is translated."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.announcements.service import AnnouncementInput, announce
from app.announcements.types import Addressees
from app.campaigns.models import Edition
from app.charters.service import CharterInput, write_charter
from app.charters.types import CharterPlace
from app.core import clock, idents
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.house_rules.models import EntityRules
from app.house_rules.service import RulesInput, write_rules
from app.known_issues.service import IssueInput, publish_issue
from app.missions.models import Mission
from app.policy.actor import SYSTEM, Actor, Role
from app.questionnaires.models import FormerWording
from app.ready_answers.service import ReadyAnswerInput, write_ready_answer
from app.texts.models import FormerSource, Translation
from app.texts.placeholders import lost_placeholders
from app.texts.queries import texts_of
from app.texts.types import TextProgress, TranslationState, mark_of
from app.texts.write import change_text
from app.translating.errors import NotTranslatedHere, PlaceholderLost, TranslationMissing
from app.translating.queries import (
    Bench,
    BenchText,
    bench_of,
    bench_page,
    neighbours_of,
    places_to_translate,
    text_on_bench,
)
from app.translating.service import BenchInput, confirm_several, translate_text
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.factories.questionnaires import make_answer, make_question, make_questionnaire, make_wave
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
        return bench_of(self.session, self.actor(), self.campaign.slug, "fr")

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
        places_to_translate(session, sponsor)
    assert places_to_translate(session, stranger) == ()


def test_a_text_of_another_campaign_and_another_language_are_not_found(session: Session, scene: Scene) -> None:
    other = make_campaign(session)
    session.commit()
    with pytest.raises(NotFound):
        scene.text(other.title_text_id)
    with pytest.raises(NotFound):
        bench_of(session, scene.actor(), scene.campaign.slug, "pl")


def test_saving_leads_through_all_that_is_left(session: Session, scene: Scene) -> None:
    text_id, met = scene.campaign.title_text_id, []
    while text_id:
        scene.write("Traduit", scene.text(text_id))
        met.append(text_id)
        follows = neighbours_of(session, scene.actor(), scene.bench, text_id).to_do
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
    scene.write("Notre application " * 5)
    change_text(scene.session, SYSTEM, scene.campaign.title_text_id, {"en": "Our new app"})
    scene.session.commit()
    shown = client.get(text).text
    for words in ("<del>own</del>", "<ins>new</ins>", "much longer than its source"):
        assert words in shown


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


def everything(session: Session, scene: Scene) -> dict[str, int]:
    """Write one thing of each kind around the scene; return their texts by what they are."""
    central, manager = actor_for(scene.manager, Role.CENTRAL_TEAM), scene.actor()
    edition = session.scalars(select(Edition).where(Edition.campaign_id == scene.campaign.id)).one()
    words = {"en": "Words"}
    issue = publish_issue(session, central, scene.campaign.id, IssueInput(words, words))
    charter = write_charter(session, central, CharterPlace(scene.campaign.id), CharterInput("Be kind.", "Tell nobody."))
    here = announce(session, manager, AnnouncementInput(Addressees(scene.entity.id, edition.id), "en", words, words))
    home = announce(session, manager, AnnouncementInput(Addressees(scene.entity.id), "en", words, words))
    everybody = announce(session, central, AnnouncementInput(Addressees(), "en", words, words))
    ready = write_ready_answer(session, manager, scene.entity.id, ReadyAnswerInput("Thanks", words, "en"))
    write_rules(session, manager, scene.entity.id, RulesInput({"en": "Be kind."}))
    rules = session.get_one(EntityRules, scene.entity.id)
    return {
        "known issue": issue.title_text_id, "charter": charter.body_text_id, "edition": here.title_text_id,
        "entity": home.title_text_id, "everybody": everybody.title_text_id, "ready": ready.body_text_id,
        "rules": rules.text_id,
    }  # fmt: skip


def test_every_kind_of_text_stands_where_it_belongs(session: Session, scene: Scene) -> None:
    texts = everything(session, scene)
    central = actor_for(scene.manager, Role.CENTRAL_TEAM)
    places = {each.place.slug: each for each in places_to_translate(session, central)}
    assert set(places) == {scene.campaign.slug, f"~{scene.entity.code}", "~"}
    found = {
        slug: {text.text_id for text in bench_page(session, central, bench_of(session, central, slug, "fr"), ALL).texts}
        for slug in places
    }
    assert {texts["known issue"], texts["charter"], texts["edition"]} <= found[scene.campaign.slug]
    assert {texts["entity"], texts["ready"], texts["rules"]} <= found[f"~{scene.entity.code}"]
    assert texts["everybody"] in found["~"]
    for slug, each in places.items():
        french = next(one for one in each.progress if one.locale == "fr")
        assert french.total == len(found[slug])


def test_words_of_one_entity_are_its_own_to_translate(session: Session, scene: Scene) -> None:
    texts = everything(session, scene)
    other = make_entity(session, locales=("fr",))
    make_edition(session, campaign=scene.campaign, entity=other)
    neighbour = actor_for(make_person(session, entity=other), Role.COMMUNITY_MANAGER, entity=other)
    session.commit()
    bench = bench_of(session, neighbour, scene.campaign.slug, "fr")
    seen = {text.text_id for text in bench_page(session, neighbour, bench, ALL).texts}
    assert texts["known issue"] in seen
    assert texts["edition"] not in seen
    (place,) = places_to_translate(session, neighbour)
    assert place.progress[0].total == len(seen)
    with pytest.raises(NotFound):
        text_on_bench(session, neighbour, bench, texts["edition"])
    for slug in (f"~{scene.entity.code}", "~", "~nowhere"):
        with pytest.raises(NotFound):
            bench_of(session, neighbour, slug, "fr")


def test_what_people_agree_to_is_written_on_its_own_page(session: Session, scene: Scene, browser: Browser) -> None:
    charter = scene.text(everything(session, scene)["charter"])
    with refused(session, NotTranslatedHere):
        scene.write("Soyez courtois.", charter)
    session.commit()
    address = f"/translations/{scene.campaign.slug}/fr/{idents.encode(charter.text_id)}"
    make_mandate(session, person=scene.manager, role=Role.CENTRAL_TEAM)
    session.commit()
    assert browser.as_(scene.manager).get(address).location == f"/campaigns/{scene.campaign.slug}/charter/edit"


def test_the_page_of_an_entitys_texts(session: Session, scene: Scene, browser: Browser) -> None:
    texts = everything(session, scene)
    session.commit()
    client = browser.as_(scene.manager)
    address = f"/translations/~{scene.entity.code}/fr"
    assert address in client.get("/translations").text
    assert "House rules" in client.get(address).text
    text = f"{address}/{idents.encode(texts['rules'])}"
    assert f"/entities/{scene.entity.code}/moderation/rules" in client.get(text).text
    client.post(text, data={"words": "Soyez courtois.", "seen": mark_of("Be kind.", "")})
    session.expire_all()
    assert session.get_one(Translation, (texts["rules"], "fr")).value == "Soyez courtois."
    assert session.get_one(EntityRules, scene.entity.id).version == 2


def test_readers_keep_the_validated_words_while_a_draft_is_in_work(session: Session, scene: Scene) -> None:
    title = scene.campaign.title_text_id
    reader = replace(actor_for(scene.manager), locale="fr")
    scene.write("Notre application")
    scene.write("Notre appli", is_draft=True)
    found = scene.text()
    assert (found.words, found.state, found.read_now) == ("Notre appli", TextProgress.DRAFT, "Notre application")
    assert texts_of(session, reader, [title])[title].value == "Notre application"
    scene.write("Notre appli", found)
    assert texts_of(session, reader, [title])[title].value == "Notre appli"
    assert (scene.text().state, scene.text().read_now) == (TextProgress.VALIDATED, "")


def test_confirming_a_draft_lets_readers_see_it(session: Session, scene: Scene) -> None:
    title = scene.campaign.title_text_id
    scene.write("Notre application")
    scene.write("Notre appli", is_draft=True)
    assert confirm_several(session, scene.actor(), scene.bench, [title]) == 1
    reader = replace(actor_for(scene.manager), locale="fr")
    assert texts_of(session, reader, [title])[title].value == "Notre appli"


def test_what_a_program_fills_in_stays(session: Session, scene: Scene) -> None:
    change_text(session, SYSTEM, scene.campaign.title_text_id, {"en": "Welcome, {name}: %(count)s tests"})
    session.commit()
    with refused(session, PlaceholderLost):
        scene.write("Bienvenue : %(count)s tests, {nom}")
    assert lost_placeholders("{name}: %(count)s, %(count)s", "%(count)s {nom}") == ["{name}", "%(count)s", "{nom}"]
    scene.write("%(count)s tests pour {name}")


def test_the_page_of_a_questionnaire_is_linked_for_those_who_may_see_it(
    session: Session, scene: Scene, browser: Browser
) -> None:
    question = make_question(session, questionnaire=make_questionnaire(session, campaign=scene.campaign), prompt="Why?")
    session.commit()
    address = f"/translations/{scene.campaign.slug}/fr/"
    ours = "See the page with this text"
    client = browser.as_(scene.manager)
    assert ours in client.get(address + idents.encode(scene.campaign.title_text_id)).text
    page = client.get(address + idents.encode(question.prompt_text_id)).text
    assert "Why?" in page
    assert ours not in page


def test_a_corrected_question_keeps_the_words_that_were_answered(session: Session, scene: Scene) -> None:
    edition = session.scalars(select(Edition).where(Edition.campaign_id == scene.campaign.id)).one()
    questionnaire = make_questionnaire(session, campaign=scene.campaign)
    question = make_question(session, questionnaire=questionnaire, kind="long_text", prompt="Why?")
    other = make_question(session, questionnaire=questionnaire, kind="long_text", prompt="How?")
    session.commit()
    for each, words in ((question, "Pourquoi"), (other, "Comment")):
        scene.write(words, scene.text(each.prompt_text_id))
    make_answer(session, question=question, wave=make_wave(session, questionnaire=questionnaire), edition=edition)
    session.commit()
    for each, words in ((question, "Pourquoi ?"), (other, "Comment ?")):  # nobody answered the second
        scene.write(words, scene.text(each.prompt_text_id))
    kept = session.scalars(select(FormerWording)).all()
    assert [(one.question_id, one.words, one.locale) for one in kept] == [(question.id, "Pourquoi", "fr")]
    session.refresh(question)
    assert question.corrected_on == clock.today()
