"""What comes of contributions in the demonstration: each figure that a page shows, counted in another way."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.queries import ActionFilters, actions_page, public_actions
from app.actions.types import ActionState, Effect
from app.core import clock
from app.decisions.queries import DecidedFilters, decided_page
from app.policy.actor import Actor, Grant, Role
from app.results.types import read_content
from tests.demo.conftest import CONTENT, Loaded

CENTRAL = Actor(0, None, frozenset({Grant(Role.CENTRAL_TEAM)}))
LATE = "msg-003"
EFFECTS = {  # what a reader of the file would say
    "pt-002": Effect.BETTER,
    "de-005": Effect.REACHED,
    "de-016": Effect.NOT_MEASURED,
    "pt-054": Effect.NOT_MEASURED,
    "de-069": Effect.NOT_MEASURED,
    "msg-001": Effect.WORSE,
    "msg-002": Effect.REACHED,
    "msg-003": Effect.NOT_MEASURED,
}
LANGUAGES = {"own-app": {"en", "pt-PT", "de"}, "our-messages": {"fr", "pt-PT", "en"}}


def written(name: str) -> Any:  # noqa: ANN401 - as the file says
    return json.loads((CONTENT / name).read_text())


def rows(session: Session, statement: str, **values: object) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(text(statement), values)]


def in_english(entry: dict[str, Any]) -> str:
    """Return the title of an action as the central team reads it here."""
    return str(entry["translations"]["titles"].get("en", entry["title"]))


def titles() -> dict[str, str]:
    """Return the title of each action in English, by its contribution."""
    return {entry["item"]: in_english(entry) for entry in written("outcomes.json")["actions"]}


def test_eight_decisions_have_an_action_that_stands_as_written(world: Session) -> None:
    found = rows(world, "SELECT title, state, note, reference FROM action_items")
    wanted = []
    for entry in written("outcomes.json")["actions"]:
        last = entry["reports"][-1] if entry["reports"] else {"state": "planned", "note": ""}
        wanted.append((entry["title"], last["state"], last["note"], entry["reference"]))
    assert Counter(found) == Counter(wanted)
    assert len(rows(world, "SELECT DISTINCT decision_id FROM action_items")) == len(EFFECTS)


def test_effects_say_plainly_what_was_measured(world: Session) -> None:
    ids = [number for (number,) in rows(world, "SELECT id FROM decisions")]
    shown = {action.title: action for action in public_actions(world, CENTRAL, ids)}
    assert {item: shown[title].effect for item, title in titles().items()} == EFFECTS
    for entry in written("outcomes.json")["actions"]:
        last = entry["measures"][-1]["value"] if entry["measures"] else None
        assert shown[in_english(entry)].value == last
    measured = rows(world, "SELECT count(*) FROM action_measures")
    assert measured == [(sum(len(entry["measures"]) for entry in written("outcomes.json")["actions"]),)]


def test_one_action_is_late(world: Session, loaded: Loaded) -> None:
    with clock.set_to(loaded.at):
        late = actions_page(world, CENTRAL, ActionFilters(is_late=True)).rows
        done = actions_page(world, CENTRAL, ActionFilters(state=ActionState.DONE)).rows
    assert [row.title for row in late] == [titles()[LATE]]
    past = rows(
        world,
        "SELECT title FROM action_items WHERE due_on < :today AND state IN ('planned', 'under_way')",
        today=loaded.at.date().isoformat(),
    )
    assert past == [(next(entry["title"] for entry in written("outcomes.json")["actions"] if entry["item"] == LATE),)]
    assert len(done) == sum(
        any(report["state"] == "done" for report in entry["reports"]) for entry in written("outcomes.json")["actions"]
    )


def test_what_an_action_ended_is_done(world: Session) -> None:
    found = rows(
        world,
        "SELECT DISTINCT feedback.handling FROM action_items JOIN decisions ON decisions.id = decision_id"
        " JOIN feedback ON feedback.id = feedback_id WHERE action_items.state = 'done'",
    )
    assert found == [("done",)]


def test_decisions_serve_the_aims_of_their_entity(world: Session) -> None:
    served = Counter(written("outcomes.json")["served"].values())
    for entry in written("outcomes.json")["aims"]:
        ((number, entity),) = [
            (number, entity)
            for number, entity, words in rows(
                world, "SELECT aims.id, code, words FROM aims JOIN entities ON entities.id = entity_id"
            )
            if words == entry["words"]
        ]
        assert entity == entry["entity"]
        linked = rows(
            world,
            "SELECT slug FROM aim_campaigns JOIN campaigns ON campaigns.id = campaign_id WHERE aim_id = :aim",
            aim=number,
        )
        assert {slug for (slug,) in linked} == set(entry["campaigns"])
        assert len(decided_page(world, CENTRAL, DecidedFilters(aim=number)).rows) == served[entry["key"]] > 0


@pytest.mark.parametrize("slug", LANGUAGES)
def test_results_are_published_in_three_languages_each_entry_in_all(world: Session, slug: str) -> None:
    (page,) = (page for page in written("outcomes.json")["results"] if page["campaign"] == slug)
    versions = [
        read_content(json.loads(content))
        for (content,) in rows(
            world,
            "SELECT content FROM results_versions JOIN campaigns ON campaigns.id = campaign_id"
            " WHERE slug = :slug ORDER BY number",
            slug=slug,
        )
    ]
    assert [len(version.entries) for version in versions] == [version["entries"] for version in page["versions"]]
    for version in versions:
        assert set(version.intro) == LANGUAGES[slug]
        assert all(set(one.said) == set(one.stands) == LANGUAGES[slug] for one in version.entries)
        assert [one.value for one in version.charts] == page["charts"]
        assert version.kept is not None
        assert version.kept.whole > 0
        assert set(version.kept.counts) == set(version.charts)
    verdicts = dict(rows(world, "SELECT id, verdict FROM decisions"))
    shown = {verdicts[one.decision_id] for one in versions[-1].entries}
    assert {"go", "no_go", "later"} <= shown, "a no stands beside a yes"


@pytest.mark.parametrize("slug", LANGUAGES)
def test_results_quote_people_who_agreed_in_the_languages_in_which_they_wrote(world: Session, slug: str) -> None:
    (page,) = (page for page in written("outcomes.json")["results"] if page["campaign"] == slug)
    wrote = {entry["key"]: entry for path in CONTENT.glob("contributions_*.json") for entry in written(path.name)}
    versions = [
        read_content(json.loads(content)).quotes
        for (content,) in rows(
            world,
            "SELECT content FROM results_versions JOIN campaigns ON campaigns.id = campaign_id"
            " WHERE slug = :slug ORDER BY number",
            slug=slug,
        )
    ]
    for number, quotes in enumerate(versions, start=1):
        wanted = [wrote[quote["item"]]["title"] for quote in page["quotes"] if quote["from_version"] <= number]
        titles = dict(rows(world, "SELECT id, title FROM feedback"))
        assert [titles[quote] for quote in quotes] == wanted
    quoted = [wrote[quote["item"]] for quote in page["quotes"]]
    assert len({entry["lang"] for entry in quoted}) == len(quoted) == 3
    assert {entry["identity"] for entry in quoted} == {"named", "confidential"}
    agreed = dict(
        rows(world, "SELECT feedback_id, consent FROM showings WHERE kind = 'highlight' AND consent = 'agreed'")
    )
    assert set(versions[-1]) <= set(agreed)


@pytest.mark.parametrize("slug", LANGUAGES)
def test_all_who_take_part_are_told_of_each_version(world: Session, slug: str) -> None:
    ((members,),) = rows(
        world,
        "SELECT count(DISTINCT person_id) FROM enrolments JOIN editions ON editions.id = edition_id"
        " JOIN campaigns ON campaigns.id = campaign_id WHERE slug = :slug AND enrolments.status = 'accepted'",
        slug=slug,
    )
    told = rows(
        world,
        "SELECT count(*) FROM notices JOIN campaigns ON campaigns.id = subject_id"
        " WHERE slug = :slug AND notices.kind = 'results_published' GROUP BY json_extract(params, '$.number')",
        slug=slug,
    )
    assert told == [(members,)] * len(told)
    assert len(told) == (2 if slug == "own-app" else 1)


def test_each_review_has_four_assessors_and_one_is_closed(world: Session) -> None:
    found = rows(
        world,
        "SELECT state, count(*) FROM reviews JOIN review_assessors ON review_id = reviews.id"
        " GROUP BY reviews.id, state ORDER BY state",
    )
    assert found == [("closed", 4), ("open", 4)]


def test_a_nugget_was_agreed_to_and_adopted_elsewhere(world: Session) -> None:
    assert rows(world, "SELECT count(*) FROM nugget_adoptions WHERE stance = 'adopted'") == [(1,)]


def test_entities_have_their_ready_answers_rules_and_words(world: Session) -> None:
    house = written("house.json")
    assert rows(world, "SELECT count(*) FROM ready_answers") == [(len(house["ready_answers"]),)]
    assert rows(world, "SELECT count(*) FROM entity_rules") == [(len(house["rules"]),)]
    lists = {code: json.loads(words) for code, words in rows(
        world, "SELECT code, words FROM word_lists JOIN entities ON entities.id = entity_id"
    )}  # fmt: skip
    assert lists == {entry["entity"]: entry["lines"] for entry in house["waiting_words"]}


def test_words_that_wait_stand_in_what_waits_only(world: Session) -> None:
    for (words,) in rows(world, "SELECT words FROM word_lists"):
        for word in json.loads(words):
            states = {
                state
                for state, title, body in rows(world, "SELECT state, title, body FROM feedback")
                if word.casefold() in f"{title} {body}".casefold()
            }
            assert states <= {"waiting"}


def test_a_source_changed_after_it_was_translated_and_the_glossary_is_there(world: Session) -> None:
    content = written("bench.json")
    assert rows(world, "SELECT count(*) FROM glossary_terms") == [(len(content["terms"]),)]
    behind = (
        "SELECT DISTINCT s.value FROM texts x JOIN translations s ON s.text_id = x.id AND s.locale = x.source_locale "
        "JOIN translations t ON t.text_id = x.id AND t.source_version < x.version"
    )
    assert (content["changed_issue"]["body"],) in rows(world, behind)


def test_one_mission_is_recalled_and_one_entity_still_prepares(world: Session) -> None:
    recalled = (
        "SELECT c.slug, m.number FROM missions m JOIN campaigns c ON c.id = m.campaign_id "
        "WHERE m.recalled_on IS NOT NULL AND m.recall_reason <> ''"
    )
    assert rows(world, recalled) == [("look-around", 3)]
    assert rows(world, "SELECT code FROM entities WHERE stage = 'preparing'") == [("horizon",)]
    ticked = (
        "SELECT n.code, count(*) FROM gate_ticks g JOIN entities n ON n.id = g.entity_id "
        "GROUP BY n.code ORDER BY n.code"
    )
    assert rows(world, ticked) == [("horizon", 2), ("kreditwerk", 8), ("lusocredito", 8)]
    assert rows(world, "SELECT count(*) FROM edition_approvals WHERE revoked_at IS NULL") == [(5,)]
    assert rows(world, "SELECT count(*) FROM edition_approvals WHERE reason <> ''") == [(1,)]
    assert rows(world, "SELECT count(*) FROM preview_links WHERE revoked_on IS NULL") == [(1,)]
    assert rows(world, "SELECT count(*) FROM safeguard_sheets WHERE state = 'approved'") == [(4,)]
