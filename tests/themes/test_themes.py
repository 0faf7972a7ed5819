"""Themes are written and given by those who sort a campaign, and lead to its contributions."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import ChangedMeanwhile, Forbidden, FormUsed, NotFound
from app.enrolment.models import Enrolment
from app.feedback.models import Feedback
from app.feedback.queries.feed import FeedFilters, feed_page
from app.feedback.types import State
from app.language.stems import stems
from app.leaving.service.leave import LeavingInput, leave_with_choice
from app.leaving.types import Fate
from app.merging.service import merge_feedback, undo_merge
from app.outbox.deliver import deliver_waiting
from app.policy.actor import Role
from app.policy.facts import Facts
from app.registry import HANDLERS
from app.texts.models import AuthoredText
from app.themes.errors import ThemeNameMissing, ThemeNameTaken, ThemeOfOtherCampaign, TooManyThemes
from app.themes.models import Theme, ThemeGiven
from app.themes.queries import lists
from app.themes.queries.lists import feedback_to_theme, themes_page
from app.themes.queries.suggest import suggested_themes
from app.themes.service import write
from app.themes.service.give import ThemesInput, change_themes, give_theme_to_several, refuse_theme
from app.themes.service.write import ThemeInput, create_theme, merge_themes, remove_theme, rename_theme
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.feedback import make_feedback
from tests.merging.scene import published
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def theme(session: Session, world: World, name: str = "Photos") -> int:
    return create_theme(session, world.actor(world.manager), world.campaign.id, ThemeInput({"en": name}))


def give(session: Session, world: World, feedback: Feedback, *themes: int) -> None:
    change_themes(session, world.actor(world.manager), feedback.id, ThemesInput(frozenset(themes)))


def given(session: Session) -> set[tuple[int, int]]:
    return {(row.theme_id, row.feedback_id) for row in session.scalars(select(ThemeGiven))}


def at(feedback: Feedback, rest: str = "") -> str:
    return f"/feedback/{idents.encode(feedback.id)}{rest}"


def test_a_theme_is_created_once_and_renamed(session: Session, world: World) -> None:
    actor = world.actor(world.manager)
    data = ThemeInput({"en": "Photos", "pt-PT": "Fotografias"}, "k")
    theme_id = create_theme(session, actor, world.campaign.id, data)
    assert create_theme(session, actor, world.campaign.id, data) == theme_id
    with refused(session, FormUsed):
        create_theme(session, actor, world.campaign.id, ThemeInput({"en": "Other"}, "k"))
    rename_theme(session, actor, theme_id, ThemeInput({"en": "Images"}, version=1))
    rename_theme(session, actor, theme_id, ThemeInput({"en": "Images"}, version=1))
    with refused(session, ChangedMeanwhile):
        rename_theme(session, actor, theme_id, ThemeInput({"en": "Pictures"}, version=1))
    assert session.get_one(Theme, theme_id).version == 2


@pytest.mark.parametrize(
    ("name", "refusal"),
    [({"en": ""}, ThemeNameMissing), ({"de": "Fotos"}, ThemeNameMissing), ({"en": "PHOTOS"}, ThemeNameTaken)],
)
def test_what_a_theme_cannot_be_called(
    session: Session, world: World, name: dict[str, str], refusal: type[Exception]
) -> None:
    theme(session, world)
    with refused(session, refusal):
        create_theme(session, world.actor(world.manager), world.campaign.id, ThemeInput(name))


def test_a_campaign_holds_so_many(session: Session, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "THEMES_MAX", 1)
    theme(session, world)
    with refused(session, TooManyThemes):
        theme(session, world, "Another one")


def test_others_write_and_give_none(session: Session, world: World) -> None:
    theme_id, feedback = theme(session, world), published(session, world)
    for person in (world.author, world.ambassador, world.sponsor):
        actor = world.actor(person)
        with refused(session, Forbidden):
            create_theme(session, actor, world.campaign.id, ThemeInput({"en": "Other"}))
        with refused(session, NotFound):
            remove_theme(session, actor, theme_id)
        with refused(session, Forbidden):
            change_themes(session, actor, feedback.id, ThemesInput(frozenset({theme_id})))
        with refused(session, Forbidden):
            refuse_theme(session, actor, feedback.id, theme_id)
        with refused(session, Forbidden):
            give_theme_to_several(session, actor, [feedback.id], theme_id)
    assert given(session) == set()


def test_a_manager_of_another_entity_of_the_campaign_gives_them_too(session: Session, world: World) -> None:
    theme_id, feedback = theme(session, world), published(session, world)
    other = make_entity(session)
    make_edition(session, campaign=world.campaign, entity=other)
    session.commit()
    abroad = actor_for(make_person(session, entity=other), Role.COMMUNITY_MANAGER, entity=other)
    change_themes(session, abroad, feedback.id, ThemesInput(frozenset({theme_id})))
    assert given(session) == {(theme_id, feedback.id)}


def test_two_who_change_the_same_contribution_do_not_undo_each_other(session: Session, world: World) -> None:
    one, other, feedback = theme(session, world), theme(session, world, "Forms"), published(session, world)
    give(session, world, feedback, one)
    change_themes(session, world.actor(world.deputy), feedback.id, ThemesInput(frozenset({other})))
    assert given(session) == {(one, feedback.id), (other, feedback.id)}
    change_themes(session, world.actor(world.deputy), feedback.id, ThemesInput(frozenset(), frozenset({one})))
    assert given(session) == {(other, feedback.id)}


def test_only_themes_of_its_campaign_will_do(session: Session, world: World) -> None:
    feedback = published(session, world)
    elsewhere = make_campaign(session)
    make_edition(session, campaign=elsewhere, entity=world.entity)
    session.commit()
    central, here = actor_for(world.manager, Role.CENTRAL_TEAM), theme(session, world)
    foreign = create_theme(session, central, elsewhere.id, ThemeInput({elsewhere.source_locale: "Foreign"}))
    with refused(session, ThemeOfOtherCampaign):
        give(session, world, feedback, foreign)
    with refused(session, ThemeOfOtherCampaign):
        merge_themes(session, central, here, foreign)


def test_themes_merge_and_go(session: Session, world: World) -> None:
    one, other = theme(session, world), theme(session, world, "Images")
    both, single = published(session, world), published(session, world, world.colleague, title="A second one")
    give(session, world, both, one, other)
    give(session, world, single, one)
    refuse_theme(session, world.actor(world.manager), single.id, other)
    merge_themes(session, world.actor(world.manager), one, other)
    session.expire_all()
    assert given(session) == {(other, both.id), (other, single.id)}
    texts = session.scalar(select(func.count()).select_from(AuthoredText))
    remove_theme(session, world.actor(world.manager), other)
    session.expire_all()
    assert (given(session), session.scalars(select(Theme)).all()) == (set(), [])
    assert session.scalar(select(func.count()).select_from(AuthoredText)) == (texts or 0) - 1


def test_the_theme_of_a_duplicate_shows_where_it_is_read(session: Session, world: World) -> None:
    theme_id = theme(session, world)
    kept, one = published(session, world), published(session, world, world.colleague, title="The same")
    other = published(session, world, world.ambassador, title="The same again")
    for duplicate in (one, other):
        give(session, world, duplicate, theme_id)
        merge_feedback(session, world.actor(world.manager), duplicate.id, kept.id)
    deliver_waiting(session, HANDLERS)
    assert (theme_id, kept.id) in given(session)
    undo_merge(session, world.actor(world.manager), one.id)
    deliver_waiting(session, HANDLERS)
    assert (theme_id, kept.id) in given(session), "the other one is still there"
    undo_merge(session, world.actor(world.manager), other.id)
    deliver_waiting(session, HANDLERS)
    assert given(session) == {(theme_id, one.id), (theme_id, other.id)}


def test_a_theme_stays_with_what_goes_on_without_its_author(session: Session, world: World) -> None:
    theme_id, feedback = theme(session, world), published(session, world)
    give(session, world, feedback, theme_id)
    enrolment = session.scalars(select(Enrolment.id).where(Enrolment.person_id == world.author.id)).one()
    leave_with_choice(session, world.actor(world.author), enrolment, LeavingInput({}, Fate.WITHOUT_ME))
    [number] = session.scalars(select(Feedback.id))
    assert given(session) == {(theme_id, number)}


def test_a_theme_counts_what_the_reader_can_open(session: Session, world: World) -> None:
    theme_id = theme(session, world)
    feedback = [make_feedback(session, edition=world.edition, author=world.author) for _ in range(3)]
    session.commit()
    give_theme_to_several(session, world.actor(world.manager), [row.id for row in feedback], theme_id)
    feedback[0].state = State.HIDDEN
    session.commit()
    reader = world.actor(world.colleague)
    assert [row.cards for row in themes_page(session, reader).rows] == [2]
    found = feed_page(session, reader, Facts(campaign_id=world.campaign.id), FeedFilters(theme_id=theme_id))
    assert {row.id for row in found.rows} == {row.id for row in feedback[1:]}
    assert found.total == 2
    stranger = actor_for(make_person(session, entity=make_entity(session)))
    assert themes_page(session, stranger).rows == []


def said(session: Session, world: World, title: str, body: str) -> Feedback:
    """Save and return a contribution that is found by its words."""
    row = make_feedback(session, edition=world.edition, author=world.author, title=title, body=body)
    row.stems = stems(f"{title} {body}", row.language)
    session.commit()
    return row


def photos(session: Session, world: World, count: int = 4) -> int:
    """Give a theme to contributions about photos, among others about something else."""
    theme_id = theme(session, world)
    for number in range(count):
        row = said(session, world, f"Upload {number}", f"The photo upload shows a grey bar, attempt {number}.")
        give(session, world, row, theme_id)
    for number in range(30):
        said(session, world, f"Colours {number}", f"The colours of page {number} please me, with thanks.")
    return theme_id


def test_a_theme_is_suggested_for_the_words_it_shares(session: Session, world: World) -> None:
    theme_id = photos(session, world)
    subject = said(session, world, "Grey bar", "Uploading a photo fails.")
    actor = world.actor(world.manager)
    [row] = suggested_themes(session, actor, feedback_to_theme(session, actor, subject.id))
    assert (row.theme_id, row.sharing) == (theme_id, 4)
    assert set(row.words) >= {"Uploading", "photo"}
    refuse_theme(session, actor, subject.id, theme_id)
    assert suggested_themes(session, actor, feedback_to_theme(session, actor, subject.id)) == []
    give(session, world, subject, theme_id)
    change_themes(session, actor, subject.id, ThemesInput(frozenset(), frozenset({theme_id})))
    assert suggested_themes(session, actor, feedback_to_theme(session, actor, subject.id)), "given by hand since"


def test_words_that_are_everywhere_suggest_nothing(session: Session, world: World) -> None:
    photos(session, world)
    subject = said(session, world, "Page", "The colours please with thanks.")
    actor = world.actor(world.manager)
    assert suggested_themes(session, actor, feedback_to_theme(session, actor, subject.id)) == []


def test_the_page_of_a_contribution_gives_and_refuses(session: Session, world: World, browser: Browser) -> None:
    theme_id = photos(session, world)
    subject = published(session, world, title="Grey bar", body="Uploading a photo fails.")
    manager = browser.as_(world.manager)
    page = manager.get(at(subject, "/themes"))
    assert "4\N{NO-BREAK SPACE}contributions with this theme share words with it:" in page.text
    assert ">photo</bdi>" in page.text
    public = idents.encode(theme_id)
    assert manager.post(at(subject, f"/themes/{public}/refuse")).status_code == 303
    assert "Suggested themes" not in manager.get(at(subject, "/themes")).text
    assert manager.post(at(subject, "/themes"), data={"themes": public}).status_code == 302
    reader = browser.as_(world.colleague)
    feed = f"/campaigns/{world.campaign.slug}/feedback?theme={public}"
    assert feed in reader.get(at(subject)).text
    assert '<bdi class="chip plain" lang="en">Photos</bdi>' in reader.get(feed).text
    assert reader.get(at(subject, "/themes")).status_code == 403


def test_names_are_words_and_not_markup(session: Session, world: World, browser: Browser) -> None:
    theme_id = theme(session, world, "<b>Fees</b> & more")
    give(session, world, published(session, world), theme_id)
    for path in ("/themes", f"/campaigns/{world.campaign.slug}/feedback"):
        page = browser.as_(world.colleague).get(path)
        assert "&lt;b&gt;Fees&lt;/b&gt; &amp; more" in page.text
        assert "<b>Fees" not in page.text


def test_pages_write_rename_merge_and_remove(session: Session, world: World, browser: Browser) -> None:
    manager, slug = browser.as_(world.manager), world.campaign.slug
    page = manager.post(f"/campaigns/{slug}/themes/new", data={"name_en": ""})
    assert page.status_code == 422
    manager.post(f"/campaigns/{slug}/themes/new", data={"name_en": "Photos"})
    page = manager.post(f"/campaigns/{slug}/themes/new", data={"name_en": "photos"})
    assert (page.status_code, "Another theme of this campaign" in page.text, 'value="photos"' in page.text) == (
        422, True, True,
    )  # fmt: skip
    manager.post(f"/campaigns/{slug}/themes/new", data={"name_en": "Fees"})
    photo, fee = (idents.encode(row.id) for row in sorted(session.scalars(select(Theme)), key=lambda row: row.made_at))
    manager.post(f"/themes/{photo}/edit", data={"name_en": "Images", "version": "1"})
    assert "Images" in manager.get(f"/themes?campaign={slug}").text
    page = manager.post(f"/themes/{photo}/edit", data={"name_en": "Pictures", "version": "1"})
    assert (page.status_code, "Pictures" in page.text) == (409, True)
    manager.post(f"/themes/{photo}/merge", data={"into": fee})
    assert "Images" not in manager.get(f"/themes?campaign={slug}").text
    manager.post(f"/themes/{fee}/remove")
    assert "No themes yet" in manager.get(f"/themes?campaign={slug}").text
    for path in (f"/campaigns/{slug}/themes/new", f"/campaigns/{slug}/themes/sort"):
        assert browser.as_(world.colleague).get(path).status_code == 403


def test_one_theme_is_given_to_several_of_the_feed(session: Session, world: World, browser: Browser) -> None:
    theme_id = theme(session, world)
    one, other = published(session, world), published(session, world, world.colleague, title="A second one")
    third = published(session, world, world.ambassador, title="A third one")
    manager, path = browser.as_(world.manager), f"/campaigns/{world.campaign.slug}/themes/sort"
    assert manager.post(path, data={"theme": idents.encode(theme_id)}).status_code == 422
    items = [idents.encode(one.id), idents.encode(other.id), "nonsense"]
    page = manager.post(path, data={"item": items, "theme": ""})
    assert (page.status_code, page.text.count(" checked")) == (422, 2)
    assert manager.post(path, data={"item": items, "theme": idents.encode(theme_id)}).status_code == 303
    assert given(session) == {(theme_id, one.id), (theme_id, other.id)}
    assert third.title in manager.get(path).text


def test_statements_do_not_grow(session: Session, world: World, browser: Browser, queries: CountQueries) -> None:
    manager = browser.as_(world.manager)

    def more(count: int, path: str) -> None:
        for number in range(count):
            row = make_feedback(session, edition=world.edition, author=world.author)
            theme_id = theme(session, world, f"{path} {count} {number}")
            give(session, world, row, theme_id)

    slug = world.campaign.slug
    for path in ("/themes", f"/campaigns/{slug}/feedback", f"/campaigns/{slug}/themes/sort"):
        more(3, path)
        manager.get(path)
        with queries() as few:
            manager.get(path)
        more(4, path)
        with queries() as many:
            manager.get(path)
        assert len(many) == len(few), path
    assert lists.THEMES_MAX >= 50


@pytest.mark.slow
def test_two_at_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        one, other = theme(session, world), theme(session, world, "Images")
        feedback = published(session, world)
    name = ThemeInput({"en": "Fees"})
    creates = [
        partial(lambda person, session: create_theme(session, world.actor(person), world.campaign.id, name), person)
        for person in (world.manager, world.deputy)
    ]
    assert together(shared, creates) == ["", "themes.name_taken"]
    gives = partial(lambda session: give(session, world, feedback, one))
    merges = partial(lambda session: merge_themes(session, world.actor(world.deputy), one, other))
    refusals = together(shared, [gives, merges])
    assert refusals in (["", ""], ["", "themes.other_campaign"])
    with Session(shared) as session:
        assert {row.theme_id for row in session.scalars(select(ThemeGiven))} <= {other}
