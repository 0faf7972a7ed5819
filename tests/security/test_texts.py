"""S12, S13, S16, S41: what people write is shown as they wrote it, and does nothing."""

from __future__ import annotations

import html as markup
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import String, select, text, update
from sqlalchemy.orm import Session

from app.core import idents
from app.db.base import Base
from app.feedback.models import Feedback
from app.feedback.types import State
from app.jobs.run import run_due
from app.language.stems import stems
from app.mail.sender import MemorySender
from app.outbox.deliver import deliver_waiting
from app.policy.actor import Role
from app.registry import HANDLERS, JOBS
from app.web.markdown import render_markdown
from tests.conftest import Browser
from tests.factories.accounts import make_mandate, make_person
from tests.factories.feedback import make_feedback
from tests.feedback.scene import make_scene
from tests.security.markup import faults
from tests.security.test_routes import LINES, address
from tests.security.world import CAST, World, public

HOSTILE = "</textarea></title>\"'><script>xss(1)</script><img src=x onerror=xss(1)>{{7*7}}[a](javascript:xss(1))"
NO_MARKUP = (
    "assets",
    "feedback.image",
    "answering.export",
    "translating.export",
    "home.dates",
    "governance.phases_file",
    "reviews.dates",
    "recruiting.kit_archive_file",
    "reports.file",
    "links.poster_file",
    "reviews.minutes_file",
    "home.counter",
    "home.all_counters",
)
RAW = ("<script>xss", "<img src=x", "</textarea></title>")

# What people write, and what only the application does. A new column has to be named in one of them.
WRITTEN = {
    "people.name", "entities.name", "translations.value", "translations.draft",
    "glossary_terms.term", "glossary_terms.note",
    "former_sources.value", "former_wordings.words",
    "feedback.title", "feedback.body",
    "feedback.handling_reason", "comments.body", "official_answers.body", "decisions.reason",
    "panels.name", "panels.rule", "saved_views.name", "gate_ticks.reason", "edition_approvals.reason",
    "aims.words", "results_versions.changes", "action_items.title", "action_items.note", "action_items.reference",
    "action_items.indicator", "action_items.unit", "action_measures.source",
    "safeguard_wordings.may", "safeguard_wordings.may_not",
    "moderation_decisions.reason", "feedback_images.alt_text", "products.name", "sign_in_sessions.device",
    "feedback_revisions.title", "feedback_revisions.body", "mandates.reason", "name_openings.reason",
    "promise_changes.reason", "revision_images.alt_text", "answer_cells.words",
    "barrier_reports.body", "barrier_reports.answer", "barrier_reports.page", "campaign_links.spot",
    "legal_wordings.body",
    "edition_locals.variant",
    "charter_wordings.body", "charter_wordings.confidentiality",
    "invitations.name",
    "mission_progress.blocked_why", "missions.recall_reason", "private_messages.body", "opening_exceptions.reason",
    "case_labels.name", "case_notes.body", "comment_hidings.reason", "content_reports.words", "mails.error",
    "switch_changes.reason", "contributions_on_behalf.title", "contributions_on_behalf.body",
    "comments.held_word", "feedback.held_word", "nugget_adoptions.reason", "ready_answers.title",
    "review_criteria.name",
    "review_opinions.note", "reviews.title", "showings.words", "theme_groups.words", "theme_group_words.words",
}  # fmt: skip
OUR_OWN = {
    "chat_channels.url",  # a key that no page shows
    "chat_posts.cause", "report_schedules.formats", "report_schedules.locale",
    "private_threads.submission_key", "private_messages.submission_key", "private_messages.language",
    "announcements.submission_key", "case_notes.language",
    "barrier_reports.language", "barrier_reports.answer_language", "barrier_reports.submission_key",
    "opening_exceptions.submission_key", "comment_hidings.language", "content_reports.language",
    "mails.cause", "refused_mailboxes.address_hash",
    "campaign_links.code", "campaign_links.submission_key", "preview_links.submission_key",
    "feedback_revisions.language",
    "legal_texts.source_locale", "legal_wordings.locale",
    "charters.source_locale", "charter_wordings.locale",
    "campaigns.slug", "campaigns.source_locale", "campaigns.submission_key",
    "comments.language", "comments.source_key", "comments.submission_key", "decisions.language",
    "decisions.submission_key", "aims.language", "aims.submission_key",
    "action_items.language", "action_items.submission_key",
    "action_measures.submission_key", "results_versions.language", "reports.locale", "reports.formats",
    "entities.code", "entities.country", "entities.country_part",
    "entities.default_locale", "entities.time_zone",
    "feedback.language", "feedback.reference_hash", "feedback.source_key", "feedback.stems", "feedback.submission_key",
    "comments.stems", "official_answers.stems",
    "feedback.pending_language",
    "figure_counts.name", "figure_counts.value",
    "texts.source_locale", "jobs.error", "jobs.name",
    "journal_entries.action", "journal_entries.hash",
    "journal_entries.object_type", "missions.submission_key", "moderation_decisions.language",
    "notices.kind", "notices.subject_type", "notices.cadence", "mail_mutes.subject_type",
    "official_answers.language", "outbox_messages.name", "people.email", "people.email_key", "people.locale",
    "people.password_hash", "people.time_zone", "products.code", "products.link",
    "products.cost_currency", "safeguard_sheets.country", "safeguard_sheets.source_locale",
    "safeguard_wordings.locale", "safeguard_attestations.locale", "scheduled_runs.error", "scheduled_runs.name",
    "sign_in_links.token_hash", "sign_in_sessions.token_hash", "stored_files.key", "stored_files.media_type",
    "translations.locale", "former_wordings.locale", "drafts.writer", "questions.submission_key",
    "known_issues.submission_key", "panels.seed", "panels.submission_key",
    "questionnaires.submission_key", "questions.kind", "responses.locale", "responses.pair_hash",
    "invitations.email", "invitations.email_key", "invitations.address_hash", "invitations.locale",
    "invitation_stops.address_hash",
    "switch_changes.language",
    "member_messages.submission_key",
    "contributions_on_behalf.language", "contributions_on_behalf.submission_key",
    "nugget_adoptions.language", "nugget_adoptions.submission_key", "ready_answers.submission_key",
    "reviews.submission_key", "showings.language", "showings.submission_key", "theme_group_runs.languages",
    "theme_group_words.language", "theme_groups.language", "themes.submission_key",
}  # fmt: skip

# What people accepted cannot be changed, not even to be attacked.
UNGUARDED = {
    "sqlite": ("DROP TRIGGER charter_wordings_no_update", "DROP TRIGGER legal_wordings_no_update"),
    "postgresql": (
        "DROP TRIGGER charter_wordings_guard ON charter_wordings",
        "DROP TRIGGER legal_wordings_guard ON legal_wordings",
    ),
}


def text_columns() -> set[str]:
    """Return every column of words, choices of a list left out."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, String) and not hasattr(column.type, "enums")
    }


def test_s12_every_column_of_words_is_attacked_or_ours() -> None:
    assert text_columns() - WRITTEN - OUR_OWN == set()
    assert WRITTEN - text_columns() == set()


@pytest.fixture
def poisoned(world: World, make_test_session: Callable[[], Session]) -> World:
    """Return the world after a conversation, with every word in it replaced by an attack."""
    published, waiting = public(world.home.published.id), public(world.home.waiting.id)
    acts: list[tuple[str, str, dict[str, str]]] = [
        ("tester", f"/feedback/{published}/comments", {"key": "1", "body": "Same."}),
        ("author", f"/feedback/{published}/edit", {"title": "New", "body": "Words", "version": "1", "kind": "idea"}),
        ("manager", f"/feedback/{published}/answer", {"body": "Thanks.", "version": "0"}),
        ("manager", f"/feedback/{published}/handling", {"handling": "not_kept", "reason": "Why.", "read": "3"}),
        ("sponsor", f"/feedback/{published}/decision", {"key": "2", "verdict": "go", "reason": "Yes."}),
        ("manager", f"/moderation/{waiting}/send-back", {"version": "1", "question": "Which?"}),
        ("author", f"/feedback/{waiting}/reply", {"key": "3", "body": "This."}),
        ("central", "/products", {"key": "4", "code": "p", "name": "P", "owner": "own", "channel": "app"}),
    ]
    for who, place, sent in acts:
        assert world.ask(who, "POST", place, data=sent).status_code in {302, 303, 422}, place
    with make_test_session() as session, world.app.app_context():
        deliver_waiting(session, HANDLERS)
        for statement in UNGUARDED[session.get_bind().dialect.name]:
            session.execute(text(statement))
        for name in WRITTEN:
            table_name, column = name.split(".")
            table = Base.metadata.tables[table_name]
            words = HOSTILE[: getattr(table.c[column].type, "length", None)]
            values: dict[str, object] = {column: words}
            if table_name == "mandates":  # one with a reason holds where a second person agreed
                values["decided_by_id"] = world.people["employee"].id
            session.execute(update(table).values(values))
        session.commit()
    return world


@pytest.mark.once
@pytest.mark.parametrize("who", CAST)
def test_s12_hostile_words_stay_words_for_everybody(poisoned: World, who: str) -> None:
    shown = 0
    for line in LINES:
        cell = line.cells[CAST.index(who)]
        if line.method == "GET" and cell == "200" and not line.endpoint.startswith(NO_MARKUP):
            page = poisoned.ask(who, "GET", address(poisoned, line)).text
            assert faults(page) == [], line
            assert [raw for raw in RAW if raw in page] == [], line
            shown += markup.escape("<script>xss(1)</script>") in page
            assert "{{7*7}}" in page or "7*7" not in page
    if who != "anon":
        assert shown > 0, "the words must be somewhere"


def test_s12_hostile_words_come_back_as_words_in_a_refused_form(poisoned: World) -> None:
    published = public(poisoned.home.published.id)
    answer = {"body": f"{HOSTILE} again", "version": "77"}
    pages = [
        poisoned.ask("author", "POST", f"/feedback/{published}/edit", data={"title": "", "body": HOSTILE}),
        poisoned.ask("tester", "POST", f"/feedback/{published}/comments", data={"key": "9", "body": HOSTILE * 40}),
        poisoned.ask("manager", "POST", f"/feedback/{published}/answer", data=answer),
        poisoned.ask("central", "POST", "/campaigns/new", data={"title": HOSTILE, "slug": HOSTILE}),
        poisoned.ask("admin", "POST", "/people/new", data={"name": HOSTILE, "email": HOSTILE}),
        poisoned.ask("anon", "POST", "/sign-in", data={"email": HOSTILE, "password": HOSTILE}),
        poisoned.ask("anon", "POST", f"/feedback/{published}/comments", data={"key": "9", "body": HOSTILE}),
    ]
    for page in pages:
        assert page.status_code in {401, 409, 422}
        assert faults(page.text) == []


def test_s12_mails_show_hostile_words_as_words(poisoned: World, make_test_session: Callable[[], Session]) -> None:
    with poisoned.app.app_context():
        run_due(make_test_session, JOBS, limit=100)
    sender = poisoned.app.extensions["mail_sender"]
    assert isinstance(sender, MemorySender)
    assert sender.sent
    for mail in sender.sent:
        assert [raw for raw in RAW if raw in mail.html] == []
        assert "\n" not in mail.subject
        assert "onerror" not in mail.html.replace(markup.escape("<img src=x onerror=xss(1)>"), "")


MARKDOWN = [
    "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)", "[a](vbscript:x)", "[a](//evil.example)", "[a](/\\evil.example)",
    "<javascript:alert(1)>", "![a](https://evil.example/pixel.png)", "![a](/feedback/x)", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<svg><script>alert(1)</script></svg>", "<a href='javascript:alert(1)'>a</a>",
    "<iframe src=//evil.example>", "<style>*{display:none}</style>", "<form action=//evil.example><input></form>",
    "</textarea><script>alert(1)</script>", "[a]: javascript:alert(1)\n\n[a]", "`<script>alert(1)</script>`",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<noscript><p title='</noscript><img src=x onerror=a>'>",
    "[a](https://x.example' onclick='alert(1))", '[a](https://x.example "title\\" onclick=alert(1)")',
    "<details open ontoggle=alert(1)>", "\x00<script>alert(1)</script>", "<!--><script>alert(1)</script>-->",
    "[" * 4000, "*" * 4000, "> " * 1000 + "a", "| a |\n|---|\n| <script>alert(1)</script> |",
]  # fmt: skip


AROUND = (
    "{}", "Words {} words", "> {}", "- {}", "1. {}", "# {}", "**{}**", "*{}*", "`{}`", "[{}](https://x.example)",
    "\n\n    {}", "| a |\n|---|\n| {} |",
)  # fmt: skip


@pytest.mark.parametrize("text", MARKDOWN, ids=lambda text: text[:30])
def test_s13_markdown_keeps_words_and_drops_the_rest(text: str) -> None:
    for around in AROUND:
        out = str(render_markdown(around.format(text)))
        assert faults(out) == [], around
        assert "<img" not in out, around
        assert "<script" not in out, around


def test_s13_links_people_write_say_nothing_of_where_they_come_from() -> None:
    out = str(render_markdown("See [the page](https://x.example/a?b=c&d) or <https://y.example>."))
    assert out.count('rel="noopener noreferrer nofollow ugc"') == 2


SQL = [
    "'", "''", "' OR '1'='1", "'; DROP TABLE feedback; --", '" OR ""="', "1; SELECT pg_sleep(5)",
    "' UNION SELECT 1,2--",
    "%", "_", "%%%", "\\", "\\'", "*", "x' AND 1=(SELECT 1)--", "$$", "E'\\x27'", "/*", "--",
]  # fmt: skip


@pytest.mark.parametrize("text", SQL)
def test_s16_what_is_asked_is_never_a_statement(session: Session, browser: Browser, text: str) -> None:
    """Whatever stands in the address finds what a word that is not there finds, or is ignored."""
    scene = make_scene(session)
    row = make_feedback(session, edition=scene.edition, author=scene.person, title="Quiet kettle")
    row.stems = stems(row.title, "en")
    make_feedback(session, edition=scene.edition, author=scene.person, state=State.WAITING)
    staff = make_person(session, entity=scene.entity, name="Quiet kettle")
    for role in (Role.COMMUNITY_MANAGER, Role.ADMINISTRATOR, Role.CENTRAL_TEAM):
        make_mandate(session, person=staff, role=role, entity=scene.entity if role is Role.COMMUNITY_MANAGER else None)
    client = browser.as_(staff)
    feed = f"/campaigns/{scene.campaign.slug}/feedback"
    everything = client.get(feed).text.count("<article")
    for name in ("kind", "mission", "entity", "language", "state", "sort", "after"):
        assert client.get(feed, query_string={name: text}).text.count("<article") == everything, name
    assert client.get(feed, query_string={"q": text}).text.count("<article") == 0
    asked, absent = (client.get("/people", query_string={"q": q}) for q in (text * 3, "zzzz"))
    assert asked.status_code == 200
    assert asked.text.count("Quiet kettle") == absent.text.count("Quiet kettle"), "nowhere but in the menu"
    for place in ("/moderation", "/mandates", "/campaigns", "/notifications"):
        for name in ("entity", "language", "age", "after", "day"):
            assert client.get(place, query_string={name: text}).status_code == 200
    assert session.scalars(select(Feedback.title).where(Feedback.state == State.PUBLISHED)).all() == ["Quiet kettle"]


def test_s41_what_is_served_is_never_what_was_sent(world: World) -> None:
    """Files are made anew from their pixels (tests/files); served as images only, in a box of their own."""
    place = f"/feedback/{idents.encode(world.home.published.id)}/images/1"
    answer = world.ask("tester", "GET", place)
    assert answer.data[:4] + answer.data[8:12] == b"RIFFWEBP"
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_s41_an_image_is_gone_with_the_words(world: World, app: Flask) -> None:
    del app
    feedback = public(world.home.published.id)
    assert world.ask("author", "POST", f"/feedback/{feedback}/withdraw").status_code == 302
    for who in CAST[1:]:
        assert world.ask(who, "GET", f"/feedback/{feedback}/images/1").status_code == 404, who
