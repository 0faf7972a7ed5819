"""Products that the testers of a little world try and compare: missions, a questionnaire, and what people do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from unittest.mock import patch

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, campaign_products
from app.missions.models import Mission
from app.panels.models import PanelPlace
from app.panels.service import PanelInput, set_up_panel
from app.policy.actor import Actor
from app.products.models import Product
from app.questionnaires.models import Wave
from app.questionnaires.types import Moment
from tests.factories.campaigns import make_mission
from tests.factories.questionnaires import make_questionnaire, make_wave
from tests.questionnaires.answered import ask

PLAYERS = 5  # of each entity, who stay and write nothing: they and the regulars go through the missions
LATE = 2  # of the players, the first, come a week after the others
STOPPED = 5  # could not go on; the first of them did later
INVITED = (12, 3)  # by e-mail, week by week
SEED = "5eed" * 8  # of the draw: the same in every world
NAMES = {2: "The app", 3: "The rival"}  # by mission


@dataclass(slots=True)
class Compared:
    """What was set up: the missions of each product, when they are asked, the comparison."""

    missions: dict[int, Mission]
    waves: dict[int, Wave]
    question_id: int  # that is asked about both
    panel_id: int = 0


def compare_products(session: Session, author: Actor, campaign: Campaign) -> Compared:
    """Let two products be tried in a mission each, as variants, and asked the same."""
    questionnaire = make_questionnaire(session, campaign=campaign, title="After trying it")
    question = ask(session, questionnaire, "seq", prompt="How easy was it?")
    found = Compared({1: session.scalars(select(Mission)).one()}, {}, question.id)
    for number, name in NAMES.items():
        product = session.scalars(select(Product).where(Product.name == name)).one_or_none()
        if product is None:
            product = Product(code=f"product-{number}", name=name)
            session.add(product)
            session.flush()
            tested = {"campaign_id": campaign.id, "product_id": product.id}
            session.execute(insert(campaign_products).values(tested))
        found.missions[number] = make_mission(session, campaign=campaign, number=number, steps=0, product=product)
        found.waves[number] = make_wave(
            session, questionnaire=questionnaire, moment=Moment.MISSION, mission=found.missions[number]
        )
    session.commit()
    both = frozenset(found.missions[number].id for number in NAMES)
    data = PanelInput("App or rival", both, questionnaire.id, 50, None, "The easier goes to all.", "k" * 64)
    with patch("app.panels.service.secrets.token_hex", return_value=SEED):
        found.panel_id = set_up_panel(session, author, campaign.id, data)
    return found


def variant_of(session: Session, compared: Compared, person_id: int) -> int:
    """Return the number of the mission that somebody sees, of those that are compared."""
    given = session.get_one(PanelPlace, (compared.panel_id, person_id)).mission_id
    return next(number for number, mission in compared.missions.items() if mission.id == given)


def steps_of(dice: Random, players: list[str]) -> Iterator[tuple[timedelta, str, str]]:
    """Return who does what, and when: most try both missions in the first week, a few in the second.

    Some of those cannot go on in the first mission; one of them can a week later.
    """
    for place, who in enumerate(players):
        week = 1 if place < LATE else 0
        yield moment_of(dice, week), "stop" if place >= len(players) - STOPPED else "play", who
        yield moment_of(dice, week), "try", who
    yield moment_of(dice, 1), "play", players[-STOPPED]


def moment_of(dice: Random, week: int) -> timedelta:
    """Return a moment on a Tuesday."""
    return timedelta(weeks=week, days=1, hours=dice.randrange(6, 20), minutes=dice.randrange(60))
