"""What is told of figures: all of them but for the days that are not told yet."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.dashboards.service import rebuild_figures
from app.enrolment.types import EnrolmentStatus
from app.figures.cards import kept_cards
from app.figures.models import FigureCount
from app.figures.shown import Figures, figures_shown
from app.figures.types import FigureName
from app.figures.weeks import monday_of
from app.policy.actor import SYSTEM
from tests.factories.accounts import make_person
from tests.factories.campaigns import make_edition, make_enrolment
from tests.factories.feedback import make_feedback

THRESHOLD = 5


def shown(session: Session, campaign_id: int) -> Figures:
    rebuild_figures(session, SYSTEM)
    return Figures.sum(figures_shown(session, {campaign_id: THRESHOLD}).values())


def test_people_are_told_as_of_last_sunday(session: Session) -> None:
    """Who joined since then is not counted yet, and who left since then still is."""
    edition, monday = make_edition(session), monday_of(clock.today())
    sunday = monday - timedelta(days=1)
    members = [make_enrolment(session, person=make_person(session), edition=edition) for _ in range(5)]
    for each in members:
        each.enrolled_on = monday
    assert shown(session, edition.campaign_id).of_people(FigureName.JOINED) is None
    for each in members:
        each.enrolled_on = sunday
    assert shown(session, edition.campaign_id).of_people(FigureName.JOINED) == 5
    members[0].status, members[0].left_on = EnrolmentStatus.LEFT, monday
    assert shown(session, edition.campaign_id).of_people(FigureName.JOINED) == 5
    members[0].left_on = sunday
    assert shown(session, edition.campaign_id).of_people(FigureName.JOINED) is None


def test_nothing_is_late_before_its_day_is_over(session: Session) -> None:
    edition, author, today = make_edition(session), make_person(session), clock.today()
    for days in (-400, -1, 0, 1, 9):
        make_feedback(session, edition=edition, author=author).due_on = today + timedelta(days=days)
    in_time = make_feedback(session, edition=edition, author=author)
    in_time.due_on, in_time.is_answered_in_time = today - timedelta(days=3), True
    make_feedback(session, edition=edition, author=author)  # nothing was promised
    figures = shown(session, edition.campaign_id)
    cards = kept_cards(session, FigureCount.campaign_id == edition.campaign_id).figures
    for each in (figures, cards):
        assert (each.of_cards(FigureName.LATE), each.promised) == (2, 3)
        assert each.of_cards(FigureName.CONTRIBUTIONS) == sum(each.kinds.values()) == 7
