"""What a campaign promises may always hold more; once people have joined, less only with a reason they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.errors import ContractFrozen, PromiseNeedsReason
from app.campaigns.models import Campaign, PromiseChange
from app.campaigns.service import change_campaign, freeze_contract
from app.campaigns.types import CampaignPromise, IdentityLevel, PromisePart, changed_parts, weakened_parts
from app.enrolment.types import EnrolmentStatus
from app.feedback.models import Feedback
from app.journal.models import JournalEntry
from app.notifications.kinds.promise_weakened import KIND
from app.notifications.queries.editions import members_of_campaign
from app.policy.actor import SYSTEM, Role
from tests.campaigns.test_pages import WRITTEN
from tests.campaigns.test_versions import version_in
from tests.campaigns.world import LOAN, campaign_of, central_team, events
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_edition, make_enrolment
from tests.factories.feedback import make_feedback
from tests.refusals import refused

NAMED, CONFIDENTIAL, UNTRACEABLE = IdentityLevel
BEFORE = CampaignPromise(5, date(2030, 4, 1), frozenset({NAMED, CONFIDENTIAL}), 8, 12)
NO_DAY = replace(BEFORE, decide_by=None)
HIDDEN = replace(BEFORE, identity_levels=frozenset({CONFIDENTIAL, UNTRACEABLE}))


@pytest.mark.parametrize(
    ("before", "after", "weakened"),
    [
        (BEFORE, BEFORE, ()),
        (BEFORE, replace(BEFORE, answer_within_days=4), ()),
        (BEFORE, replace(BEFORE, answer_within_days=6), (PromisePart.ANSWER_WITHIN_DAYS,)),
        (BEFORE, replace(BEFORE, decide_by=date(2030, 3, 31)), ()),
        (BEFORE, replace(BEFORE, decide_by=date(2030, 4, 2)), (PromisePart.DECIDE_BY,)),
        (BEFORE, NO_DAY, (PromisePart.DECIDE_BY,)),
        (NO_DAY, BEFORE, ()),
        (BEFORE, replace(BEFORE, min_group=9), ()),
        (BEFORE, replace(BEFORE, min_group=7), (PromisePart.MIN_GROUP,)),
        (BEFORE, replace(BEFORE, min_group_verbatim=13), ()),
        (BEFORE, replace(BEFORE, min_group_verbatim=11), (PromisePart.MIN_GROUP_VERBATIM,)),
        (BEFORE, replace(BEFORE, identity_levels=frozenset({NAMED, CONFIDENTIAL, UNTRACEABLE})), ()),
        (BEFORE, replace(BEFORE, identity_levels=frozenset({CONFIDENTIAL})), ()),  # nobody has to show a name
        (BEFORE, replace(BEFORE, identity_levels=frozenset({NAMED})), (PromisePart.IDENTITY_LEVELS,)),
        (BEFORE, replace(BEFORE, identity_levels=frozenset({NAMED, UNTRACEABLE})), (PromisePart.IDENTITY_LEVELS,)),
        (HIDDEN, replace(HIDDEN, identity_levels=frozenset({CONFIDENTIAL})), (PromisePart.IDENTITY_LEVELS,)),
        (HIDDEN, replace(HIDDEN, identity_levels=frozenset(IdentityLevel)), (PromisePart.IDENTITY_LEVELS,)),
        (BEFORE, CampaignPromise(9, None, frozenset({NAMED}), 5, 5), tuple(PromisePart)),
    ],
)
def test_each_direction_of_each_part(
    before: CampaignPromise, after: CampaignPromise, weakened: tuple[PromisePart, ...]
) -> None:
    assert weakened_parts(before, after) == weakened
    assert set(weakened) <= set(changed_parts(before, after))
    assert CampaignPromise.of(after.to_store()) == after


def joined_campaign(session: Session, *, people: int = 2) -> tuple[Campaign, list[Person]]:
    """Return a campaign that people of two entities have joined."""
    campaign = campaign_of(session)
    testers = []
    for _number in range(people):
        entity = make_entity(session)
        testers.append(make_person(session, entity=entity))
        make_enrolment(session, edition=make_edition(session, campaign=campaign, entity=entity), person=testers[-1])
    session.commit()
    return campaign, testers


def test_before_anybody_joined_nothing_was_promised(session: Session) -> None:
    campaign = campaign_of(session)
    change_campaign(session, central_team(session), campaign.id, replace(LOAN, answer_within_days=60))
    assert campaign.answer_within_days == 60
    assert session.scalars(select(PromiseChange)).all() == []
    assert events(session) == []


def test_holding_less_needs_a_reason(session: Session) -> None:
    campaign, _testers = joined_campaign(session)
    central = central_team(session)
    with refused(session, PromiseNeedsReason):
        change_campaign(session, central, campaign.id, replace(LOAN, answer_within_days=60))
    change_campaign(
        session, central, campaign.id, replace(LOAN, answer_within_days=60, promise_reason="Two people left.")
    )
    change = session.scalars(select(PromiseChange)).one()
    assert (change.before["answer_within_days"], change.after["answer_within_days"]) == (5, 60)
    assert (change.is_weaker, change.reason, change.role) == (True, "Two people left.", Role.CENTRAL_TEAM)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "campaigns.change")).one()
    assert entry.actor_id == central.person_id
    assert entry.details == {"answer_within_days": {"before": 5, "after": 60}}, "never what people wrote"
    assert events(session) == ["campaigns.promise_weakened"]


def test_holding_more_is_kept_and_needs_nothing(session: Session) -> None:
    campaign, _testers = joined_campaign(session)
    data = replace(LOAN, answer_within_days=3, promise_reason="not asked for")
    change_campaign(session, central_team(session), campaign.id, data)
    change = session.scalars(select(PromiseChange)).one()
    assert (change.is_weaker, change.reason) == (False, "")
    assert events(session) == []


def test_who_left_was_promised_it_too(session: Session) -> None:
    campaign = campaign_of(session)
    make_enrolment(
        session, edition=make_edition(session, campaign=campaign), person=make_person(session),
        status=EnrolmentStatus.LEFT,
    )  # fmt: skip
    with refused(session, PromiseNeedsReason):
        change_campaign(session, SYSTEM, campaign.id, replace(LOAN, min_group_verbatim=5))


def test_a_frozen_contract_stays_with_any_reason(session: Session) -> None:
    campaign, _testers = joined_campaign(session)
    freeze_contract(session, SYSTEM, campaign.id)
    with refused(session, ContractFrozen):
        change_campaign(session, SYSTEM, campaign.id, replace(LOAN, min_group_verbatim=5, promise_reason="Few people."))


def test_what_was_sent_before_keeps_its_date(session: Session) -> None:
    campaign, testers = joined_campaign(session, people=1)
    edition = make_edition(session, campaign=campaign)
    make_feedback(session, edition=edition, author=testers[0])
    due = session.scalars(select(Feedback.due_on)).one()
    change_campaign(session, SYSTEM, campaign.id, replace(LOAN, answer_within_days=60, promise_reason="Few people."))
    session.expire_all()
    assert session.scalars(select(Feedback.due_on)).one() == due


def test_everybody_who_takes_part_is_told(session: Session) -> None:
    campaign, testers = joined_campaign(session)
    edition = make_edition(session, campaign=campaign)
    make_enrolment(session, edition=edition, person=make_person(session), status=EnrolmentStatus.LEFT)
    make_enrolment(session, edition=make_edition(session), person=make_person(session))
    change_campaign(session, SYSTEM, campaign.id, replace(LOAN, answer_within_days=60, promise_reason="Few people."))
    assert members_of_campaign(session, SYSTEM, campaign.id) == {person.id for person in testers}
    assert KIND.name == "promise_weakened"


@pytest.fixture
def desk(session: Session, browser: Browser) -> FlaskClient:
    """Return the browser of somebody of the central team."""
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return browser.as_(person)


def test_the_form_asks_why_and_the_campaign_says_it(session: Session, browser: Browser, desk: FlaskClient) -> None:
    _campaign, testers = joined_campaign(session)
    reader = browser.as_(testers[0])
    page = desk.get("/campaigns/loan-app/edit").text
    assert 'name="promise_reason"' not in page
    weaker = WRITTEN | {
        "identity_levels": ["named", "confidential"], "answer_within_days": "60", "min_group": "6", "title": "New title"
    }  # fmt: skip
    answer = desk.post("/campaigns/loan-app/edit", data=weaker)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Answered within 60\u00a0working days; before: 5." in answer.text
    assert "Identity levels: With their name and Known only to the moderators; before:" in answer.text
    assert "Figures shown from" not in answer.text  # that holds more
    assert 'name="promise_reason"' in answer.text
    assert "New title</textarea>" in answer.text
    assert "Changed since people joined" not in reader.get("/campaigns/loan-app").text
    again = desk.post("/campaigns/loan-app/edit", data=weaker | {"promise_reason": " "})
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    sent = weaker | {"promise_reason": "Two people left.", "version": version_in(again.text)}
    assert desk.post("/campaigns/loan-app/edit", data=sent).status_code == HTTPStatus.FOUND
    page = reader.get("/campaigns/loan-app").text
    for words in ("Changed since people joined", "Answered within 60\u00a0working days; before: 5.", "Two people left.",
                  "Central team", "Figures shown from 6\u00a0people; before: 5."):  # fmt: skip
        assert words in page
