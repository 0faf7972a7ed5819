"""Feedback comes in from a file: each item once, whatever happens, and a bad line harms no other."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import IdentityLevel
from app.core.errors import Forbidden, NotFound
from app.dashboards.queries.recount import figure_differences
from app.dashboards.service import rebuild_figures
from app.feedback.models import Comment, Feedback
from app.feedback.types import Kind, State
from app.figures.types import FigureName
from app.importing import service
from app.importing.cli import import_feedback
from app.importing.file_format import LINE_MAX_BYTES, Reason, Remark
from app.importing.queries import edition_for
from app.importing.service import Report, import_feedback_file
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Actor, Role
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.figures.counted import counted

Bring = Callable[..., Report]


@pytest.fixture
def edition(session: Session) -> Edition:
    campaign = make_campaign(session, slug="own-app", title="The loan")
    edition = make_edition(session, campaign=campaign, entity=make_entity(session, code="luso"))
    rebuild_figures(session, SYSTEM)
    return edition


@pytest.fixture
def bring(session: Session, edition: Edition, tmp_path: Path) -> Bring:
    """Return what imports lines: objects, or bytes as they are."""

    def run(*lines: object) -> Report:
        path = tmp_path / "file.jsonl"
        path.write_bytes(
            b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
        )
        return import_feedback_file(session, SYSTEM, edition, path)

    return run


def item(identifier: object, **fields: object) -> dict[str, Any]:
    return {
        "id": identifier, "lang": "fr", "title": None, "text": f"Le bouton {identifier} ne répond pas.",
        "rating": None, "kind": None, "votes": None, "parent": None, "source": "shop", "licence": "MIT",
    } | fields  # fmt: skip


def row(session: Session, key: str) -> Feedback:
    return session.scalars(select(Feedback).where(Feedback.source_key == key)).one()


def comment(session: Session, key: str) -> Comment:
    return session.scalars(select(Comment).where(Comment.source_key == key)).one()


def test_an_item_becomes_a_contribution(session: Session, edition: Edition, bring: Bring) -> None:
    report = bring(item("a1", title=" Panne  du\nbouton ", rating=2, kind="bug", votes=7))
    assert (report.read, report.contributions, report.comments, report.refused_count) == (1, 1, 0, 0)
    made = row(session, "a1")
    assert (made.title, made.body) == ("Panne du bouton", "Le bouton a1 ne répond pas.")
    assert (made.kind, made.rating, made.language) == (Kind.PROBLEM, 2, "fr")
    assert (made.state, made.identity, made.author_id) == (State.PUBLISHED, IdentityLevel.UNTRACEABLE, None)
    assert (made.imported_votes, made.me_too_count, made.due_on) == (7, 7, None)
    assert (made.edition_id, made.entity_id, made.campaign_id) == (edition.id, edition.entity_id, edition.campaign_id)
    assert "bouton" in made.stems
    assert session.scalars(select(Campaign.frozen_at)).one() is not None
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "feedback.imported")).one()
    assert entry.actor_id is None
    assert entry.details["contributions"] == 1
    assert entry.details["sources"] == ["shop MIT"]


@pytest.mark.parametrize(
    ("given", "kind"),
    [("bug", "problem"), ("idea", "idea"), ("praise", "praise"), ("question", "question"), ("other", "unsorted"),
     (None, "unsorted"), (["bug"], "unsorted"), ("Bug", "problem")],
)  # fmt: skip
def test_kinds(session: Session, bring: Bring, given: object, kind: str) -> None:
    bring(item("a1", kind=given))
    assert row(session, "a1").kind.value == kind


@pytest.mark.parametrize(
    ("given", "language"),
    [
        ("pt", "pt"),
        ("pt-BR", "pt"),
        ("sv", "sv"),
        ("xx", "und"),
        ("klingon", "und"),
        (12, "und"),
        (None, "fr"),
        ("", "fr"),
    ],
)
def test_languages(session: Session, bring: Bring, given: object, language: str) -> None:
    report = bring(item("a1", lang=given, text="Je ne trouve pas le bouton pour continuer la demande de crédit."))
    assert row(session, "a1").language == language
    assert bool(report.remarks.get(Remark.LANGUAGE)) is (language == "und")


@pytest.mark.parametrize("rating", [0, 6, -1, 2.5, "5", True, [1], float("nan")])
def test_a_rating_out_of_range_is_left_out(session: Session, bring: Bring, rating: object) -> None:
    report = bring(item("a1", rating=rating))
    assert row(session, "a1").rating is None
    assert report.remarks[Remark.RATING] == [1]


@pytest.mark.parametrize("votes", [-1, "3", 2.5, True, 10**12])
def test_votes_that_are_no_number_are_left_out(session: Session, bring: Bring, votes: object) -> None:
    report = bring(item("a1", votes=votes))
    assert row(session, "a1").imported_votes == 0
    assert report.remarks[Remark.VOTES] == [1]


def test_a_missing_title_is_the_beginning_of_the_text(session: Session, bring: Bring) -> None:
    long = "Depuis la mise à jour, le simulateur affiche une mensualité qui ne correspond pas au coût total annoncé."
    bring(
        item("a1", text=long),
        item("a2", text="Court.\nEt la suite."),
        item("a3", title=[1]),
        item("a4", title="x" * 999),
    )
    assert row(session, "a1").title.endswith("…")
    assert len(row(session, "a1").title) <= 81
    assert long.startswith(row(session, "a1").title[:-1])
    assert row(session, "a2").title == "Court."
    assert row(session, "a3").title == "Le bouton a3 ne répond pas."
    assert len(row(session, "a4").title) <= 300


BAD = [
    (b"{not json\n", Reason.NOT_JSON),
    (b"[" * 100_000 + b"\n", Reason.NOT_JSON),
    (b"[1, 2]\n", Reason.NOT_AN_OBJECT),
    (b"null\n", Reason.NOT_AN_OBJECT),
    (b'{"id": "x", "text": "caf\xe9"}\n', Reason.NOT_UTF8),
    (b'{"id": "x", "text": "' + b"a" * LINE_MAX_BYTES * 2 + b'"}\n', Reason.LINE_TOO_LONG),
    ({"text": "No identifier"}, Reason.NO_ID),
    (item(identifier=True), Reason.NO_ID),
    (item("x" * 81), Reason.ID_TOO_LONG),
    (item("x\x00"), Reason.UNREADABLE),
    (item("x", text=None), Reason.NO_TEXT),
    (item("x", text=" \n "), Reason.NO_TEXT),
    (item("x", text=["a"]), Reason.NO_TEXT),
    (item("x", text="a" * 6_001), Reason.TEXT_TOO_LONG),
    (item("x", text="a\x00b"), Reason.UNREADABLE),
    (item("x", text="a\ud800b"), Reason.UNREADABLE),
    (item("x", text="a\u202eb"), Reason.UNREADABLE),
    (item("x", text="\u200b\u2060 \u2800"), Reason.NO_TEXT),
    (item("x", title="a\x07b"), Reason.UNREADABLE),
    (item("x", parent="nobody"), Reason.UNKNOWN_PARENT),
    (item("x", parent="x"), Reason.UNKNOWN_PARENT),
    (item("x", parent={"id": 1}), Reason.UNKNOWN_PARENT),
]


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_bad_line_is_refused_with_its_reason(session: Session, bring: Bring, line: object, reason: Reason) -> None:
    report = bring(item("before"), line, item("after"))
    assert dict(report.refused) == {reason: [2]}
    assert set(session.scalars(select(Feedback.source_key))) == {"before", "after"}
    assert figure_differences(session, SYSTEM) == []


def test_a_file_of_bad_lines_loses_nothing_else(bring: Bring) -> None:
    lines: list[object] = []
    for number, (line, _) in enumerate(BAD):
        lines += [item(f"good-{number}"), line]
    report = bring(*lines)
    assert report.read == len(lines)
    assert report.contributions == len(BAD)
    assert {reason: len(found) for reason, found in report.refused.items()} == Counter(reason for _, reason in BAD)


def test_blank_lines_and_a_mark_at_the_start_are_no_lines(session: Session, bring: Bring) -> None:
    report = bring(b"\xef\xbb\xbf" + json.dumps(item("a1")).encode() + b"\r\n", b"\n  \n", item(2))
    assert (report.read, report.contributions, report.refused_count) == (2, 2, 0)
    assert {row(session, "a1").title, row(session, "2").title}


def test_limits_are_inclusive(session: Session, bring: Bring) -> None:
    report = bring(item("x" * 80, text="é" * 6_000))
    assert report.contributions == 1
    assert len(row(session, "x" * 80).body) == 6_000


def test_threads_keep_their_shape(session: Session, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven levels, with batches so small that each reply comes in another one than its parent."""
    monkeypatch.setattr(service, "BATCH", 2)
    thread = [item("0", votes=3)] + [item(str(level), parent=str(level - 1)) for level in range(1, 12)]
    report = bring(*thread)
    assert (report.contributions, report.comments) == (1, 11)
    root = row(session, "0")
    assert root.comment_count == 11
    level = comment(session, "11")
    for depth in range(10, 0, -1):
        above = comment(session, str(depth))
        assert level.parent_id == above.id
        assert above.created_at < level.created_at
        level = above
    assert level.parent_id is None
    assert level.feedback_id == root.id
    assert counted(session, FigureName.REACTIONS) == 3 + 11
    assert figure_differences(session, SYSTEM) == []


def test_a_reply_may_stand_before_its_parent(session: Session, bring: Bring) -> None:
    report = bring(item("c", parent="b"), item("b", parent="a"), item("x", parent="nobody"), item("a"))
    assert (report.contributions, report.comments) == (1, 2)
    assert comment(session, "c").parent_id == comment(session, "b").id
    assert report.refused == {Reason.UNKNOWN_PARENT: [3]}


def test_the_order_of_the_file_stays(session: Session, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "BATCH", 3)
    bring(*[item(str(number)) for number in range(10)])
    keys = session.scalars(select(Feedback.source_key).order_by(Feedback.created_at, Feedback.id)).all()
    assert keys == [str(number) for number in range(10)]


def test_twice_is_once(session: Session, bring: Bring) -> None:
    lines = [item("a"), item("b", parent="a", kind="idea"), item("c", votes=4), item("c", votes=9)]
    first, second = bring(*lines), bring(*lines)
    assert (first.contributions, first.comments, first.already_there) == (2, 1, 1)
    assert (second.contributions, second.comments, second.already_there) == (0, 0, 4)
    assert row(session, "c").me_too_count == 4
    assert figure_differences(session, SYSTEM) == []


def test_a_second_file_may_go_on_where_the_first_stopped(session: Session, bring: Bring) -> None:
    lines = [item(str(number), parent=str(number - 1) if number % 5 else None) for number in range(40)]
    bring(*lines[:17])
    report = bring(*lines)
    assert report.already_there == 17
    assert (report.contributions, report.comments) == (4, 19)
    assert session.scalar(select(func.sum(Feedback.comment_count))) == 32
    assert figure_differences(session, SYSTEM) == []


def test_a_broken_batch_leaves_the_former_ones(session: Session, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stops an import, what was stored is whole, and the next run brings the rest."""
    monkeypatch.setattr(service, "BATCH", 4)
    done = 0

    def stop_in_the_third(*_arguments: object) -> None:
        nonlocal done
        done += 1
        if done > 2:
            raise KeyboardInterrupt

    lines = [item(str(number)) for number in range(12)]
    with monkeypatch.context() as patch:
        patch.setattr(service, "count_new", stop_in_the_third)
        with pytest.raises(KeyboardInterrupt):
            bring(*lines)
    assert session.scalar(select(func.count()).select_from(Feedback)) == 8
    rebuild_figures(session, SYSTEM)  # the first two batches were counted by nobody: that was patched away
    report = bring(*lines)
    assert (report.contributions, report.already_there) == (4, 8)
    assert figure_differences(session, SYSTEM) == []
    assert counted(session, FigureName.CONTRIBUTIONS) == 12


def test_only_those_who_may(session: Session, edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.touch()
    with pytest.raises(Forbidden):
        import_feedback_file(session, Actor(person_id=1), edition, path)


def test_an_edition_must_be_there(session: Session, edition: Edition) -> None:
    assert edition_for(session, SYSTEM, "own-app", "luso").id == edition.id
    for slug, code in (("own-app", "elsewhere"), ("other", "luso")):
        with pytest.raises(NotFound):
            edition_for(session, SYSTEM, slug, code)


def run(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return CliRunner().invoke(import_feedback, arguments)


@pytest.mark.usefixtures("edition")
def test_the_command_reports(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "file.jsonl"
    lines = [item("a"), item("b", parent="a"), item("c", rating=9), {}, *[[] for _ in range(25)]]
    path.write_text("\n".join(map(json.dumps, lines)))
    place = ("--campaign", "own-app", "--entity", "luso")
    first = run(app, str(path), *place)
    assert first.exit_code == 0, first.output
    for words in (
        "Contributions added: 2",
        "Comments added: 1",
        "Refused: 26",
        "no text: 1 (line 4)",
        "and 5 more",
        "rating",
    ):
        assert words in first.output
    second = run(app, str(path), *place)
    assert "Nothing was added." in second.output
    assert "Already there: 3" in second.output
    lost = run(app, str(path), "--campaign", "own-app", "--entity", "elsewhere")
    assert lost.exit_code == 1
    assert "no edition" in lost.output


@pytest.mark.slow
def test_the_sample_comes_in_whole(session: Session, edition: Edition) -> None:
    sample = os.environ.get("PEPITE_SAMPLE", "")
    if not sample:
        pytest.skip("PEPITE_SAMPLE names no file of feedback")
    entries = [json.loads(line) for line in Path(sample).read_text(encoding="utf-8").splitlines()]
    report = import_feedback_file(session, SYSTEM, edition, Path(sample))
    assert report.refused_count == 0
    assert report.contributions == sum(entry["parent"] is None for entry in entries)
    assert report.comments == sum(entry["parent"] is not None for entry in entries)
    languages = session.scalars(select(Feedback.language))
    assert Counter(languages) == Counter(e["lang"] for e in entries if e["parent"] is None)
    votes = sum(entry["votes"] or 0 for entry in entries if entry["parent"] is None)
    assert session.scalar(select(func.sum(Feedback.imported_votes))) == votes
    assert figure_differences(session, SYSTEM) == []
    again = import_feedback_file(session, SYSTEM, edition, Path(sample))
    assert (again.contributions, again.comments, again.already_there) == (0, 0, len(entries))


def test_what_a_clipboard_brings_is_cleaned(bring: Bring, session: Session) -> None:
    report = bring(
        item("soft-break", title="One\u000bline", text="First\u000bsecond"),
        item("marks", title="\ufeffA path", text="\u202aC:\\Temp\\report.pdf\u202c and \u2068Ana\u2069"),
    )
    assert report.contributions == 2
    rows = {row.source_key: row for row in session.scalars(select(Feedback))}
    assert (rows["soft-break"].title, rows["soft-break"].body) == ("One line", "First\nsecond")
    assert (rows["marks"].title, rows["marks"].body) == ("A path", "C:\\Temp\\report.pdf and Ana")


def test_the_central_team_imports_and_the_journal_says_so(session: Session, edition: Edition, tmp_path: Path) -> None:
    boss = make_person(session)
    actor = actor_for(boss, Role.CENTRAL_TEAM)
    path = tmp_path / "file.jsonl"
    path.write_text(json.dumps(item("one")) + "\n")
    assert import_feedback_file(session, actor, edition, path).contributions == 1
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "feedback.imported")).one()
    assert entry.actor_id == boss.id


def test_who_may_not_import_learns_nothing_of_what_is_there(session: Session, edition: Edition) -> None:
    with pytest.raises(Forbidden):
        edition_for(session, Actor(person_id=1), "own-app", "luso")
    assert edition_for(session, SYSTEM, "own-app", "luso").id == edition.id
