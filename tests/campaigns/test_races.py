"""Two people act at once, on a database that several connections share."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.campaigns.errors import SlugTaken
from app.campaigns.models import Campaign, campaign_products
from app.campaigns.service import add_edition, close_edition, create_campaign, freeze_contract
from app.journal.models import JournalEntry
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM
from app.readiness.service import open_edition
from app.texts.models import AuthoredText
from tests.campaigns.world import LOAN, campaign_of, events, make_product, ready_edition
from tests.factories.accounts import make_entity
from tests.parallel import together

PEOPLE = 4


def test_the_same_form_sent_several_times_at_once_is_one_campaign(shared: Engine) -> None:
    made: list[int] = []
    with Session(shared) as session:
        sent = replace(LOAN, submission_key="a" * 64, product_ids=(make_product(session).id,))
        session.commit()
    refusals = together(shared, [lambda session: made.append(create_campaign(session, SYSTEM, sent).id)] * PEOPLE)
    assert refusals == [""] * PEOPLE
    assert len(set(made)) == 1
    with Session(shared) as session:
        tables = (Campaign, AuthoredText, campaign_products, JournalEntry)
        assert [session.scalar(select(func.count()).select_from(each)) for each in tables] == [1, 3, 1, 1]


def test_several_people_ask_for_one_address_and_the_first_gets_it(shared: Engine) -> None:
    forms = [replace(LOAN, submission_key=str(number) * 64) for number in range(PEOPLE)]
    refusals = together(shared, [partial(create_campaign, actor=SYSTEM, data=form) for form in forms])
    assert refusals == ["", *[SlugTaken.code] * (PEOPLE - 1)]
    with Session(shared) as session:
        assert [session.scalar(select(func.count()).select_from(each)) for each in (Campaign, AuthoredText)] == [1, 3]


def test_several_people_open_and_close_an_edition_once(shared: Engine) -> None:
    with Session(shared) as session:
        edition_id = ready_edition(session).id
        session.commit()
    for act, name in ((open_edition, "opened"), (close_edition, "closed")):
        refusals = together(shared, [partial(act, actor=SYSTEM, edition_id=edition_id)] * PEOPLE)
        assert refusals == ["", *["not_possible_now"] * (PEOPLE - 1)]
        with Session(shared) as session:
            assert events(session).count(f"campaigns.edition_{name}") == 1
    with Session(shared) as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 2


def test_several_people_add_an_entity_once(shared: Engine) -> None:
    with Session(shared) as session:
        campaign_id, entity_id = campaign_of(session).id, make_entity(session).id
        session.commit()
    refusals = together(shared, [lambda session: add_edition(session, SYSTEM, campaign_id, entity_id)] * PEOPLE)
    assert refusals == ["", *["edition_already_there"] * (PEOPLE - 1)]


def test_several_first_contributions_freeze_the_contract_once(shared: Engine) -> None:
    with Session(shared) as session:
        campaign_id = campaign_of(session).id
    assert together(shared, [lambda session: freeze_contract(session, SYSTEM, campaign_id)] * PEOPLE) == [""] * PEOPLE
    with Session(shared) as session:
        assert session.get_one(Campaign, campaign_id).frozen_at is not None
