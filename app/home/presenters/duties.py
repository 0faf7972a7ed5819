"""What a person's roles ask for today, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.queries import MandateCounts
from app.feedback.presenters.owed import decisions_label, due_label, overdue_label
from app.feedback.queries.owed import OwedCounts, Promise
from app.i18n import formats
from app.moderation.queries import QueueCounts
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.readiness.queries import AwaitedApproval
from app.web.parts import Passage, Row

MANDATES_END_WITHIN_DAYS = 30  # as the sentences say


class Urgency(IntEnum):
    """How soon something is to be done."""

    CALM = 0  # to look after, when it suits
    WAITING = 1  # somebody waits for it
    LATE = 2  # longer than promised


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a role asks for: what, how much, where."""

    title: str
    text: str
    url: str
    action_label: str = ""  # of those that may be the first thing on the page
    urgency: Urgency = Urgency.CALM

    @property
    def row(self) -> Row:
        """The duty as one line."""
        is_late = self.urgency is Urgency.LATE
        return Row(
            title=Passage(self.title),
            url=self.url,
            details=(Passage(self.text),),
            status=_("Late") if is_late else "",
            tone="late" if is_late else "",
        )


@dataclass(frozen=True, slots=True)
class RoleCounts:
    """What waits for the reader's roles; ``None`` where they hold none that it waits for."""

    queue: QueueCounts | None
    answers: OwedCounts | None
    decisions: int | None
    mandates: MandateCounts | None
    approvals: Sequence[AwaitedApproval] = ()


def duties(actor: Actor, code: str, counts: RoleCounts, locale: str) -> tuple[Duty, ...]:
    """Return what the reader's roles ask for today; ``code``: the reader's own entity."""
    found = []
    if counts.queue is not None:
        found.append(_queue_duty(counts.queue))
    if counts.answers is not None:
        found += _answer_duties(counts.answers, locale)
    if counts.approvals:
        found.append(_approval_duty(counts.approvals, locale))
    if counts.decisions is not None:
        found.append(_decision_duty(counts.decisions, locale))
    if counts.mandates is not None:
        found += _mandate_duties(counts.mandates, locale)
    found += _places(actor, code)
    return tuple(found)


def most_urgent(found: Iterable[Duty]) -> Duty | None:
    """Return what to begin with: what is late, else what somebody waits for; ``None`` when nobody does."""
    waiting = [duty for duty in found if duty.urgency > Urgency.CALM]
    return max(waiting, key=lambda duty: duty.urgency, default=None)


def duty_rows(found: Sequence[Duty], first: Duty | None) -> tuple[Row, ...]:
    """Return the duties as lines, but for the one at the head of the page."""
    return tuple(duty.row for duty in found if duty is not first)


def _queue_duty(queue: QueueCounts) -> Duty:
    url = url_for("moderation.queue")
    if not queue.waiting:
        return Duty(_("Your queue is empty"), _("No contribution is waiting for you."), url)
    title = ngettext(
        "%(num)d\u00a0contribution is waiting for you", "%(num)d\u00a0contributions are waiting for you", queue.waiting
    )
    late = ngettext(
        "%(num)d\u00a0of them has been waiting longer than promised.",
        "%(num)d\u00a0of them have been waiting longer than promised.",
        queue.late,
    )
    text = late if queue.late else _("None of them has been waiting longer than promised.")
    urgency = Urgency.LATE if queue.late else Urgency.WAITING
    return Duty(title, text, url, _("Open the queue"), urgency)


def _answer_duties(counts: OwedCounts, locale: str) -> list[Duty]:
    """Return a line for each figure, so that each leads to exactly what it counts."""
    found = []
    if counts.overdue:
        url = url_for("feedback.answers", promise=Promise.OVERDUE)
        text = _("The promised day has passed.")
        found.append(Duty(overdue_label(counts.overdue, locale), text, url, _("Answer them"), Urgency.LATE))
    if counts.in_time:
        url = url_for("feedback.answers", promise=Promise.IN_TIME)
        text = _("The day that was promised is still to come.")
        found.append(Duty(due_label(counts.in_time, locale), text, url, _("See them"), Urgency.WAITING))
    if not found:
        text = _("No published contribution is waiting for your answer.")
        found.append(Duty(_("Every promise is kept"), text, url_for("feedback.answers")))
    return found


def _decision_duty(count: int, locale: str) -> Duty:
    url = url_for("feedback.decisions")
    if not count:
        text = _("Contributions that the community manager selects for you will appear here, oldest first.")
        return Duty(_("Nothing is waiting for your decision"), text, url)
    text = _("Selected for you by the community manager.")
    return Duty(decisions_label(count, locale), text, url, _("Decide"), Urgency.WAITING)


def _approval_duty(awaited: Sequence[AwaitedApproval], locale: str) -> Duty:
    """Lead to the only edition, or to the list of those of the entity."""
    title = ngettext(
        "%(count)s\u00a0campaign is waiting for your approval",
        "%(count)s\u00a0campaigns are waiting for your approval",
        len(awaited),
        count=formats.number(locale, len(awaited)),
    )
    first = awaited[0]
    url = url_for("readiness.readiness", slug=first.slug, _anchor=f"entity-{first.entity_code}")
    if len(awaited) > 1:
        url = url_for("governance.entity", code=first.entity_code, _anchor="campaigns")
    return Duty(title, _("It opens in your entity only once you agree."), url, _("See what is ready"), Urgency.WAITING)


def _mandate_duties(counts: MandateCounts, locale: str) -> list[Duty]:
    url, found = url_for("accounts.mandates"), []
    if counts.proposed:
        title = ngettext(
            "%(count)s\u00a0mandate is waiting for a second person to agree",
            "%(count)s\u00a0mandates are waiting for a second person to agree",
            counts.proposed,
            count=formats.number(locale, counts.proposed),
        )
        found.append(Duty(title, _("Not the person who proposed it, and not the one it is for."), url))
    title = ngettext(
        "%(count)s\u00a0mandate ends within 30\u00a0days",
        "%(count)s\u00a0mandates end within 30\u00a0days",
        counts.ending,
        count=formats.number(locale, counts.ending),
    )
    calm = _("No mandate ends within 30\u00a0days")
    found.append(Duty(title if counts.ending else calm, _("Who holds which role, and until when."), url))
    return found


def _places(actor: Actor, code: str) -> list[Duty]:
    """Return what the roles look after, where nothing waits."""
    found = []
    if can(actor, Action.DASHBOARD_GROUP, NOTHING):
        text = _("What was answered within the promise, decided and done, entity by entity.")
        found.append(Duty(_("The dashboard of the group"), text, url_for("dashboards.group")))
    if can(actor, Action.DASHBOARD_ENTITY, Facts(entity_id=actor.entity_id)):
        text = _("What was answered within the promise, decided and done.")
        found.append(Duty(_("The dashboard of your entity"), text, url_for("dashboards.entity", code=code)))
    if can(actor, Action.PEOPLE_MANAGE, NOTHING):
        text = _("Create an account, or disable that of somebody who has left.")
        found.append(Duty(_("Accounts"), text, url_for("accounts.people")))
        text = _("Where each entity stands, and what it needs before its first campaign.")
        found.append(Duty(_("Entities"), text, url_for("governance.entities")))
    return found
