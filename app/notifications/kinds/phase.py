"""What the notices about the test of an edition share: its turn, its dates as they are today, its link."""

from __future__ import annotations

from flask_babel import gettext as _

from app.campaigns.events import PhaseTurned
from app.campaigns.types import PhaseKind, PhaseTurn, has_ended
from app.core import clock
from app.i18n import formats
from app.i18n.locale import current_code
from app.notifications.kinds.kind import Link, Subject
from app.notifications.queries.editions import SeenEdition, seen_editions
from app.notifications.types import NoticeRow, SubjectType

NOBODY: frozenset[int] = frozenset()
TEST = Subject(
    SubjectType.EDITION, seen_editions, lambda: _("The test of a campaign that is over, or that you no longer see.")
)


def is_test(event: PhaseTurned, turn: PhaseTurn) -> bool:
    """Tell whether an event is that turn of the test."""
    return PhaseKind(event.phase) is PhaseKind.TEST and PhaseTurn(event.turn) is turn


def end_of(seen: SeenEdition) -> str:
    """Return when the test ends, on the clock of the entity; empty where it has no last day."""
    if seen.test is None or seen.test.ends_at is None:
        return ""
    return formats.moment(current_code(), seen.test.ends_at, seen.test.time_zone)


def otherwise(seen: SeenEdition) -> str:
    """Say how a test stands that is not under way."""
    if seen.test is None or has_ended(seen.test.ends_at, clock.now()):
        return _("The test has ended.")
    starts = formats.moment(current_code(), seen.test.starts_at, seen.test.time_zone)
    return _("The dates of the test have changed. It starts: %(moment)s.", moment=starts)


def campaign_link(_row: NoticeRow, seen: SeenEdition) -> Link:
    """Lead to the campaign."""
    return Link("home.campaign", {"slug": seen.slug}, _("Open the campaign"))
