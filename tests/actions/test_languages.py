"""Actions in the languages of their readers."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.errors import AnswersMissing
from app.actions.models import ActionItem
from app.actions.queries import ActionFilters, action_by_id, actions_page, public_actions
from app.actions.service import MeasureInput, change_action, measure_action, plan_action
from app.actions.types import Effect
from app.core import clock, idents
from app.texts.models import AuthoredText, Translation
from app.texts.queries import words_in_all_languages
from tests.actions.test_actions import decided, plan
from tests.conftest import Browser, CountQueries
from tests.moderation.world import make_world
from tests.refusals import refused

WORDED = {
    "titles": {"fr": "Demander le code une fois", "pt-PT": "Pedir o código uma vez", "de": ""},
    "indicators": {"fr": "Appels par semaine"},
    "units": {"fr": "appels"},
}


def test_an_action_is_read_in_the_language_of_its_reader_or_in_its_own(session: Session, browser: Browser) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    sponsor = world.actor(world.sponsor)
    made = plan_action(session, sponsor, decision.id, plan(world, **WORDED))
    for locale, title, indicator, unit in (
        ("fr-FR", "Demander le code une fois", "Appels par semaine", "appels"),
        ("pt-PT", "Pedir o código uma vez", "Calls each week", "calls"),
        ("de", "Ask for the code once", "Calls each week", "calls"),
    ):
        reader = replace(world.actor(world.author), locale=locale)
        (public,) = public_actions(session, reader, [decision.id])
        assert (public.title, public.indicator, public.unit) == (title, indicator, unit)
        assert public.language.split("-")[0] in {locale.split("-")[0], "en"}
        assert public.note_language == "en"
        (listed,) = actions_page(session, replace(sponsor, locale=locale), ActionFilters()).rows
        assert (listed.title, listed.unit) == (title, unit)
    client = browser.as_(world.sponsor)
    address = f"/actions/{idents.encode(made.id)}"
    in_french = client.get(address, headers={"Accept-Language": "fr"}).text
    assert all(words in in_french for words in ("Demander le code une fois", "120\u00a0appels"))
    assert 'class="meta fallback"' not in in_french
    in_german = client.get(address, headers={"Accept-Language": "de"}).text
    assert "Ask for the code once" in in_german
    assert "Angezeigt auf Englisch" in in_german


def test_translations_of_an_action_are_changed_on_its_form_and_go_with_its_words(session: Session) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    sponsor = world.actor(world.sponsor)
    made = plan_action(session, sponsor, decision.id, plan(world, **WORDED))
    change_action(session, sponsor, made.id, plan(world, **WORDED))
    assert action_by_id(session, sponsor, made.id).version == 1
    change_action(session, sponsor, made.id, plan(world, **(WORDED | {"titles": {"fr": "Un seul code", "pt-PT": ""}})))
    stored = action_by_id(session, sponsor, made.id)
    words = words_in_all_languages(session, sponsor, [stored.title_text_id])
    assert (stored.version, sorted(words.values())) == (2, ["Ask for the code once", "Un seul code"])
    bare = plan(world, indicator="", unit="", baseline=None, target=None, version=2, units={"fr": "appels"})
    change_action(session, sponsor, made.id, bare)
    stored = action_by_id(session, sponsor, made.id)
    assert (stored.title_text_id, stored.indicator_text_id, stored.unit_text_id) == (None, None, None)
    pointed = set(session.scalars(select(AuthoredText.id).where(AuthoredText.id.in_(select(Translation.text_id)))))
    assert not any("appels" in each for each in session.scalars(select(Translation.value)).all())
    assert pointed == set(session.scalars(select(AuthoredText.id)).all())


def test_a_percentage_is_one_in_every_language(session: Session) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    sponsor = world.actor(world.sponsor)
    data = plan(world, unit="percent", units={"fr": "%", "de": "Prozent"}, indicators={"de": "Anteil"})
    made = plan_action(session, sponsor, decision.id, data)
    with refused(session, AnswersMissing):
        measure_action(session, sponsor, made.id, MeasureInput(55.0, clock.today(), "Survey"))
    measure_action(session, sponsor, made.id, MeasureInput(55.0, clock.today(), "Survey", 3))
    for locale in ("en", "fr", "de"):
        (public,) = public_actions(session, replace(sponsor, locale=locale), [decision.id])
        assert (public.unit, public.effect) == ("%", Effect.TOO_FEW)


def test_the_form_asks_in_every_language_and_keeps_what_was_typed(session: Session, browser: Browser) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    client = browser.as_(world.sponsor)
    address = f"/decisions/{idents.encode(decision.id)}/actions/new"
    sent = {
        "title": "Ask for the code once", "owner": world.colleague.email, "due_on": "2030-03-01",
        "indicator": "Calls each week", "unit": "calls", "baseline": "120", "target": "60", "key": "k" * 32,
        "title_fr": "Demander le code une fois", "unit_fr": "appels",
    }  # fmt: skip
    assert "What will be done, in English" in client.get(address).text
    too_long = client.post(address, data=sent | {"unit_fr": "u" * 41})
    assert (too_long.status_code, "u" * 41 in too_long.text) == (422, True)
    assert session.scalars(select(ActionItem)).all() == []
    made = client.post(address, data=sent).location
    form = client.get(f"{made}/edit").text
    assert "Demander le code une fois" in form
    assert "What will be done, in English" not in form, "the words themselves stand in a field of their own"
    changed = sent | {"version": "1", "title_fr": "Un seul code"}
    assert client.post(f"{made}/edit", data=changed).status_code == 303
    stale = client.post(f"{made}/edit", data=changed | {"title_fr": "Deux codes"})
    assert (stale.status_code, "Un seul code" in stale.text, "Deux codes" in stale.text) == (409, True, True)


def test_reading_translated_actions_costs_the_same(session: Session, queries: CountQueries) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    sponsor, counted = world.actor(world.sponsor), []
    for keys in ("ab", "cd"):
        for key in keys:
            plan_action(session, sponsor, decision.id, plan(world, submission_key=key * 64, **WORDED))
        with queries() as seen:
            public_actions(session, sponsor, [decision.id])
            actions_page(session, sponsor, ActionFilters())
        counted.append(len(seen))
    assert counted == [4, 4]
