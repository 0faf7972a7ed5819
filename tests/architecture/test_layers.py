"""Every write asks the policy inside one transaction; every read knows who asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import source

# Calls on a session or connection that decide when work is saved, and the few files that may make them.
DECIDING = {"commit", "rollback", "begin", "begin_nested"}
MAY_DECIDE = {
    "app/db/session.py": "transaction() and unique(), which everything else uses",
    "app/db/engine.py": "what SQLite needs to begin and end like PostgreSQL",
}

# Reads that nobody asks for. Each line says why the actor is missing.
READS_FOR_NOBODY: dict[str, str] = {
    "feedback.facts_of": "what the policy is asked with",
    "feedback.campaign_places": "likewise",
    "reviews.facts_of_review": "likewise",
    "reviews.entity_facts": "likewise: it reads nothing",
    "feedback.card_conditions": "conditions, which its callers ask for",
    "feedback.made_between": "likewise",
    "feedback.outcome_conditions": "what filters and figures have in common: it reads nothing",
    "moderation.moderators_among": "chooses among what was read: it reads nothing by itself",
    "moderation.has_label": "a condition of other reads: it reads nothing by itself",
    "moderation.is_assigned": "likewise",
    "feedback.author_name_shown": "a column of other reads: it reads nothing by itself",
    "moderation.open_reports": "a column of other reads: it reads nothing by itself",
    "moderation.second_look_is_due": "a condition of other reads: it reads nothing by itself",
    "moderation.comment_look_is_due": "likewise",
    "feedback.has_theme": "a condition of other reads: it reads nothing by itself",
    "feedback.is_highlighted": "likewise",
    "feedback.has_author": "likewise",
    "search.is_read_by_all": "likewise",
    "search.narrowing": "likewise",
    "feedback.card_source": "likewise",
    "highlights.is_shown": "a rule inside a use case, which asked already",
    "themes.campaign_theme_facts": "what the policy is asked with",
    "safeguards.standing_from": "says what was read: it reads nothing",
    "switches.is_on": "a fact for rules, which know who asks",
    "switches.is_on_in": "likewise, as a condition: it reads nothing",
    "notifications.notice_columns": "puts a statement together: it reads nothing",
    "decisions.is_replaced": "a condition of other reads: it reads nothing by itself",
    "decisions.in_sight": "likewise",
    "results.page_facts": "what the policy is asked with",
    "reports.report_facts": "likewise",
    "reports.report_editions": "asks the policy about what was read: it reads nothing",
    "feedback.first_of": "puts statements together: it reads nothing",
    "missions.is_others_variant": "a condition of other reads: it reads nothing by itself",
    "dashboards.dashboard_facts": "says what the table may know: it reads nothing",
    "questionnaires.sent_until": "a condition of other reads: it reads nothing by itself",
    "questionnaires.full_blocks": "counts what was read: it reads nothing by itself",
    "questionnaires.number_of": "works out what was read: it reads nothing by itself",
    "questionnaires.cells_of_responses": "puts a statement together: it reads nothing",
    "feedback.editions_where_rare": "a number for a rule inside a use case, which asked already",
}

# Writes with another shape. Each line says why.
OTHER_WRITES: dict[str, str] = {
    "campaigns.free_slug": "a part of use cases that make a campaign, which ask and save",
    "safeguards.require_safeguards": "a rule inside the use case that starts a mission, which asks and saves",
    "campaigns.keep_marks": "a part of set_phases, which asks and saves",
    "campaigns.keep_promise_change": "a part of change_campaign, which asks and saves",
    "enrolment.lock_edition": "a part of use cases that give or free a place, which ask and save",
    "enrolment.enrolment_for_update": "likewise",
    "enrolment.fill_places": "likewise",
    "feedback.move_handling": "a decision moves it too: both ask and save",
    "feedback.moderate_locked": "a part of the use cases that decide on one or several, which save",
    "feedback.put_back_locked": "likewise, of those that undo",
    "feedback.settle_shown_entity": "a rule inside use cases, which ask and save",
    "moderation.settle_reports": "a part of the use cases that decide, which ask and save",
    "moderation.note_second_looks": "likewise",
    "moderation.reopen_reports": "a part of the use cases that undo, which ask and save",
    "moderation.forget_second_looks": "likewise",
    "questionnaires.add_content": "a part of use cases on one question, which ask and save",
    "questionnaires.change_optional_text": "likewise",
    "questionnaires.changes_meaning": "likewise: it reads nothing",
    "questionnaires.check_content": "likewise",
    "questionnaires.keep_former_words": "likewise",
    "questionnaires.note_corrections": "likewise",
    "questionnaires.refuse_broken_conditions": "likewise",
    "questionnaires.refuse_too_many": "likewise",
    "questionnaires.source_of": "likewise",
    "questionnaires.write_content": "likewise",
    "questionnaires.write_copies": "likewise",
    "themes.give_pairs": "a part of use cases, which ask and save",
    "themes.locked_campaign": "what is locked by the use cases, which ask and save",
    "feedback.refuse_second_feedback": "a rule inside the use case, which asks and saves",
    "feedback.refuse_second_comment": "likewise",
    "feedback.refuse_second_reply": "likewise",
    "reviews.lock_review": "what is locked by the use cases, which save; it asks for each of them",
    "reviews.lock_for_marks": "likewise, of those that mark",
    "reports.require_wish": "a check of use cases, which save",
    "reports.wait_for_own_turn": "what is locked by the use cases, which ask and save",
    "reports.drop_files": "a part of use cases, which ask and save",
    "feedback.lock_family": "what is locked before the use case asks",
    "feedback.family_of": "a condition of that lock",
}


def named(files: list[Path]) -> str:
    return source.feature_of(files[0])


@pytest.mark.parametrize("files", source.layer("service"), ids=named)
def test_every_use_case_asks_the_policy_and_opens_one_transaction(files: list[Path]) -> None:
    among = source.functions(files)
    for function in source.public(among):
        name = f"{named(files)}.{function.name}"
        if name in OTHER_WRITES:
            continue
        assert source.first_arguments(function) == ["session", "actor"], f"{name} takes something else first"
        reached = source.reached(function, among)
        assert reached & {"require", "require_sight"}, f"{name} does not ask the policy"
        assert "transaction" in reached, f"{name} opens no transaction"


@pytest.mark.parametrize("files", source.layer("queries"), ids=named)
def test_every_read_knows_who_asks(files: list[Path]) -> None:
    for function in source.public(source.functions(files)):
        name = f"{named(files)}.{function.name}"
        if name not in READS_FOR_NOBODY:
            assert source.first_arguments(function) == ["session", "actor"], f"{name} takes something else first"


@pytest.mark.parametrize("path", source.modules(), ids=source.label)
def test_only_the_transaction_commits(path: Path) -> None:
    if source.label(path) not in MAY_DECIDE:
        assert not DECIDING & source.called(source.parse(path)), f"{source.label(path)} decides when work is saved"


def test_the_exceptions_are_still_needed() -> None:
    for name in MAY_DECIDE:
        assert DECIDING & (source.called(source.parse(source.ROOT / name)) | {"begin"}), name
    written = {
        f"{named(files)}.{function.name}"
        for layer in ("service", "queries")
        for files in source.layer(layer)
        for function in source.public(source.functions(files))
    }
    assert set(READS_FOR_NOBODY) | set(OTHER_WRITES) <= written
