"""What notices speak of, and how they reach queries and pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class SubjectType(StrEnum):
    """The sort of thing a notice is about; ``Notice.subject_id`` is its number."""

    CONTRIBUTION = "feedback"
    PERSON = "person"
    MANDATE = "mandate"
    PROPOSAL = "proposal"  # a mandate, for those who may agree to it
    NAME_OPENING = "name_opening"
    EDITION = "edition"
    PREPARATION = "preparation"  # an edition, before it opens
    GATE = "launch_gate"  # of an entity
    PROMISE_CHANGE = "promise_change"
    MISSION = "mission"
    ENROLMENT = "enrolment"
    BARRIER = "barrier"
    CONTENT_REPORT = "content_report"
    COMMENT = "comment"
    THREAD = "private_thread"
    ANNOUNCEMENT = "announcement"
    MESSAGE = "member_message"
    ON_BEHALF = "on_behalf"
    REVIEW = "review"
    RESULTS = "results"
    ACTION = "action"
    CAMPAIGN = "campaign"  # of no notice: what somebody wants no mail about


class Topic(StrEnum):
    """What kinds of notices have in common, for who says how they want to be mailed."""

    CONTRIBUTIONS = "my_contributions"
    CONVERSATIONS = "my_conversations"
    CAMPAIGNS = "campaign_news"
    TEAM = "team_messages"
    TASKS = "my_tasks"
    ACCOUNT = "my_account"  # always mailed, at any hour: a duty towards the reader


STOPPABLE = tuple(topic for topic in Topic if topic is not Topic.ACCOUNT)


class Cadence(StrEnum):
    """When a notice is mailed."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class MailSort(StrEnum):
    """The sorts of mails, as the jobs that send them are named."""

    NOTICE = "notifications.mail"
    DIGEST = "notifications.digest"
    INVITATION = "recruiting.mail_invitation"
    SIGN_IN_LINK = "accounts.mail_link"
    LOCK_OUT = "accounts.mail_lock_out"
    SPONSOR_NOTE = "dashboards.mail_note"
    TRIAL = "messages.trial"


def cause_of(name: str, payload: Mapping[str, Any]) -> str:
    """Return under which cause the book of mails has the mail of a job; ``""``: not one that is sent from here."""
    if name == MailSort.NOTICE:
        return f"notice.{payload['notice_id']}"
    if name == MailSort.DIGEST:
        return f"digest.{payload['day']}.{payload['person_id']}"
    return ""


class Telling(Protocol):
    """What is stored of a kind of notice, and what decides on its mail."""

    @property
    def name(self) -> str:
        """As stored."""

    @property
    def topic(self) -> Topic:
        """What it is about."""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice as it is stored."""

    id: int
    kind: str
    subject_type: SubjectType
    subject_id: int
    params: Mapping[str, Any]
    created_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """Words that somebody wrote, and their language; ``""`` when it is not known."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class SeenSubject:
    """What one reader may see today of what a notice is about. Each subject adds what its sentences need."""

    title: WrittenWords
    campaign_id: int | None = field(default=None, kw_only=True)  # for who wants no mail about a campaign
