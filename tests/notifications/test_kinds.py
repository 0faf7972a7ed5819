"""Every kind of notice is whole: its module, its event's line, and its words in every language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from pkgutil import iter_modules
from typing import Any

import pytest
from flask import Flask

from app.accounts.types import MandateStatus
from app.barriers.types import BarrierState
from app.core.event import Event
from app.gate.types import GateItem
from app.i18n.locale import language_of
from app.mail.render import render_mail
from app.moderation.types import ReportOutcome
from app.notifications import kinds
from app.notifications.handlers import tell_people
from app.notifications.kinds import KINDS, SeenNotice
from app.notifications.kinds.kind import NoticeKind
from app.notifications.presenters import notice_groups, notice_mail
from app.notifications.queries.accounts import SeenMandate, SeenProposal
from app.notifications.queries.actions import SeenAction
from app.notifications.queries.announcements import SeenAnnouncement
from app.notifications.queries.barriers import SeenBarrier
from app.notifications.queries.contributions import SeenContribution
from app.notifications.queries.editions import SeenEdition, TestDates
from app.notifications.queries.enrolments import SeenEnrolment
from app.notifications.queries.messages import SeenMessage
from app.notifications.queries.missions import SeenMission
from app.notifications.queries.names import SeenNameOpening
from app.notifications.queries.on_behalf import SeenOnBehalf
from app.notifications.queries.preparing import SeenGate, SeenPreparation
from app.notifications.queries.promises import SeenPromiseChange
from app.notifications.queries.reports import SeenComment, SeenReport
from app.notifications.queries.results import SeenResults
from app.notifications.queries.reviews import SeenReview
from app.notifications.queries.threads import SeenThread
from app.notifications.types import NoticeRow, SeenSubject, SubjectType, WrittenWords
from app.policy.actor import Role
from app.registry import HANDLERS
from config import LOCALES

# A day comes, by a job of PERIODIC: no event leads to it.
ON_TIME = {
    "action_due",
    "mandate_ends",
    "answer_due",
    "approval_awaited",
    "gate_broken",
    "not_started",
    "review_due",
}
SHARED = {
    "kind",
    "action",
    "contribution",
    "mandate",
    "barrier",
    "enrolment",
    "phase",
    "preparation",
    "review",
}  # modules that several kinds build on
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)


def told_of(event: type[Event]) -> set[str]:
    """Return the kinds that the registry's line of an event names."""
    handlers = (each for each in HANDLERS[event.NAME] if isinstance(each, partial) and each.func is tell_people)
    return {each.args[0].name for each in handlers}


def test_every_module_is_a_kind_of_its_name() -> None:
    modules = {module.name for module in iter_modules(kinds.__path__)}
    assert set(KINDS) == modules - SHARED


@EVERY_KIND
def test_its_events_lead_to_it(kind: NoticeKind[Any, Any]) -> None:
    assert bool(kind.events) is (kind.name not in ON_TIME)
    for event in kind.events:
        assert kind.name in told_of(event), f"app/registry/handlers.py: {event.NAME} does not tell {kind.name}"
        assert set(kind.keeps) <= set(event.__dataclass_fields__)


@EVERY_KIND
def test_its_words_are_there_in_every_language(app: Flask, kind: NoticeKind[Any, Any]) -> None:
    subjects, gone = set(), set()
    for locale in LOCALES:
        with app.app_context(), language_of(locale):
            subjects.add(kind.mail_subject())
            gone.add(kind.subject.gone())
    assert "" not in subjects | gone
    assert len(gone) == len(LOCALES)
    assert len(subjects) > len(LOCALES) / 2, "near languages may share a few words"


END = datetime(2126, 3, 5, 18, 0, tzinfo=UTC)
A_TITLE = WrittenWords("O envio falha", "pt")
SAMPLES: dict[SubjectType, list[SeenSubject]] = {
    SubjectType.CONTRIBUTION: [
        SeenContribution(
            A_TITLE, waits, reads, WrittenWords("Que telemóvel?", "pt"), WrittenWords("Es zeigt.", "de"), None
        )
        for waits, reads in ((True, True), (True, False), (False, False))
    ],
    SubjectType.PERSON: [SeenSubject(WrittenWords(""))],
    SubjectType.MANDATE: [
        SeenMandate(WrittenWords("Lusocrédito"), role, status, date(2026, 3, 5))
        for role in Role
        for status in (MandateStatus.PROPOSED, MandateStatus.GIVEN)
    ],
    SubjectType.PROPOSAL: [SeenProposal(WrittenWords("Zoé"), role, waits) for role in Role for waits in (True, False)],
    SubjectType.NAME_OPENING: [
        SeenNameOpening(A_TITLE, 7, gone, name, "A phone number.") for gone, name in ((False, "Zoé"), (True, None))
    ],
    SubjectType.EDITION: [
        SeenEdition(A_TITLE, "own-app", has_joined=False),
        *(
            SeenEdition(
                A_TITLE,
                "own-app",
                has_joined=True,
                test=TestDates(datetime(begins, 3, 4, tzinfo=UTC), END, "Europe/Lisbon"),
            )
            for begins in (2026, 2125)
        ),
    ],
    SubjectType.PREPARATION: [
        SeenPreparation(A_TITLE, "own-app", "luso", "Lusocrédito", is_draft, is_approved, reason)
        for is_draft, is_approved, reason in (
            (True, False, WrittenWords("Not yet.")),
            (True, True, None),
            (False, True, None),
        )
    ],
    SubjectType.GATE: [
        SeenGate(WrittenWords("Lusocrédito"), "luso", broken) for broken in (frozenset({GateItem.DPO}), frozenset())
    ],
    SubjectType.BARRIER: [
        SeenBarrier(A_TITLE, WrittenWords("Sem nome.", "pt"), state, WrittenWords("Feito.", "pt"))
        for state in BarrierState
    ],
    SubjectType.CONTENT_REPORT: [
        SeenReport(WrittenWords(""), 5, is_comment, outcome)
        for is_comment in (True, False)
        for outcome in (None, *ReportOutcome)
    ],
    SubjectType.COMMENT: [SeenComment(A_TITLE, 5, reason) for reason in (None, WrittenWords("Sem nome.", "pt"))],
    SubjectType.RESULTS: [SeenResults(A_TITLE, "own-app")],
    SubjectType.ACTION: [
        SeenAction(A_TITLE, due_on, goes_on, has_owner_left=has_left)
        for due_on in (date(2026, 3, 5), date(2126, 3, 5))
        for goes_on in (True, False)
        for has_left in (True, False)
    ],
    SubjectType.ANNOUNCEMENT: [SeenAnnouncement(A_TITLE)],
    SubjectType.ON_BEHALF: [SeenOnBehalf(A_TITLE, "Zoé")],
    SubjectType.THREAD: [
        SeenThread(A_TITLE, is_asker=is_asker, is_follow_up=is_follow_up)
        for is_asker in (True, False)
        for is_follow_up in (True, False)
    ],
    SubjectType.MESSAGE: [
        SeenMessage(A_TITLE, WrittenWords("Bem-vindos.", "pt"), name, "own-app") for name in ("Inês", None)
    ],
    SubjectType.REVIEW: [SeenReview(A_TITLE, 5, date(2026, 3, 5), is_asked) for is_asked in (True, False)],
    SubjectType.ENROLMENT: [SeenEnrolment(A_TITLE, "own-app")],
    SubjectType.MISSION: [SeenMission(A_TITLE, "own-app", 2, WrittenWords("Their app asks for a password."))],
    SubjectType.PROMISE_CHANGE: [SeenPromiseChange(A_TITLE, "own-app", WrittenWords("Two people left."))],
}
PARAMS = {"handling": "selected", "verdict": "later", "number": 2, "item": "dpo"}


@EVERY_KIND
def test_its_notice_and_its_mail_are_rendered_in_every_language(app: Flask, kind: NoticeKind[Any, Any]) -> None:
    row = NoticeRow(1, kind.name, kind.subject.type, 5, PARAMS, datetime(2026, 3, 4, tzinfo=UTC), is_read=False)
    for seen in SAMPLES[kind.subject.type]:
        texts, labels, bodies = set(), set(), set()
        for locale in LOCALES:
            with app.app_context():
                (group,) = notice_groups([SeenNotice(row, kind, seen)], locale)
                with language_of(locale):
                    mail = notice_mail(SeenNotice(row, kind, seen), "https://pepite.test")
                rendered = render_mail("notifications/mail/notice.html", locale, mail=mail, name="Ana", stop_url="")
            texts.add((group.row.details or (group.row.title,))[0].body)
            labels.add(mail.said.action_label)
            bodies.add(rendered.text)
            assert f'lang="{locale}"' in rendered.html
            assert mail.said.url == f"https://pepite.test{group.row.url}"
        assert len(texts) == len(bodies) == len(LOCALES)
        assert len(labels) > len(LOCALES) / 2, "near languages may share one or two words"
