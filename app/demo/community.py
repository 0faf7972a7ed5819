"""What keeps a community going: who works where, who stands in for whom, what is written down for a colleague."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from app.accounts.models import Mandate
from app.accounts.service import TakeOverInput, choose_function, cover_mandate
from app.accounts.types import Function
from app.core import clock
from app.demo.joining import join
from app.demo.reader import Item
from app.demo.stage import ADMIN
from app.demo.world import World, key_of, random_for
from app.feedback.types import Kind
from app.notifications.service import WishesInput, set_mail_wishes
from app.notifications.types import STOPPABLE, Cadence
from app.on_behalf.models import OnBehalf
from app.on_behalf.service import ConfirmInput, OnBehalfInput, confirm_on_behalf, write_on_behalf
from app.policy.actor import Role

AWAY, STANDS_IN = "rui-damasio", "fernando-cortesao"
COVERED_SINCE, COVERED_FOR = timedelta(days=4), timedelta(days=13)
ONCE_A_DAY = ("rui-damasio", "birgit-stellmacher", "samir-haddadi")  # get one mail a day: in pt-PT, de and ar
WRITTEN_BEFORE = timedelta(minutes=90)  # its author confirms it
WAITS_SINCE = timedelta(days=2)
FOR_ANA = OnBehalfInput(
    email="ana.rebelo@lusocredito.example",
    mission=3,
    kind=Kind.IDEA,
    title="Ouvir o extrato em vez de o ler",
    body="A Ana contou-me isto ao telefone: com o leitor de ecrã, o extrato é lido coluna a coluna, primeiro todas as "
    "datas e só depois todos os valores. Gostava de o ouvir linha a linha.",
    submission_key=key_of("written", "for-ana"),
)


def plan_community(world: World) -> None:
    """Let the team say where they work, one of them go on holiday, and one contribution wait for its author."""
    first_day = world.timeline.day(0)
    for entry in world.entries.values():
        if entry.function is not None:
            at = world.timeline.moment(world.entities[entry.entity], first_day, random_for("function", entry.key))
            world.plan(at, partial(_say_where, world, entry.key, entry.function))
    for person in ONCE_A_DAY:
        entity = world.entities[world.entries[person].entity]
        world.plan(
            world.timeline.moment(entity, first_day, random_for("wishes", person)), partial(_wish, world, person)
        )
    world.plan(world.timeline.now - COVERED_SINCE, partial(_go_away, world))
    world.plan(world.timeline.now - WAITS_SINCE, partial(_write_for_ana, world))


def write_down(world: World, item: Item, author: str) -> None:
    """Let an ambassador write down what a colleague told them."""
    data = OnBehalfInput(
        world.people[author].email, item.mission, item.kind, item.title, item.text, key_of("written", item.key)
    )
    edition = world.editions[item.campaign, item.entity]
    write_on_behalf(world.session, world.actor(item.written_by or ""), edition.id, data)


def confirm_written(world: World, item: Item, author: str) -> int:
    """Let its author confirm what was written down for them; return the contribution."""
    written = select(OnBehalf.id).where(OnBehalf.submission_key == key_of("written", item.key))
    data = ConfirmInput(item.kind, item.title, item.text, item.identity)
    return confirm_on_behalf(
        world.session, world.actor(author), world.session.scalars(written).one(), data, world.storage
    )


def _say_where(world: World, person: str, function: Function) -> None:
    choose_function(world.session, world.actor(ADMIN), world.people[person].id, function)


def _wish(world: World, person: str) -> None:
    data = WishesInput(dict.fromkeys(STOPPABLE, Cadence.DAILY), (), 0)
    set_mail_wishes(world.session, world.actor(person), data)


def _go_away(world: World) -> None:
    """Let somebody stand in for an ambassador who is away."""
    own = select(Mandate.id).where(Mandate.person_id == world.people[AWAY].id, Mandate.role == Role.AMBASSADOR)
    data = TakeOverInput(world.people[STANDS_IN].id, ("pt",), ends_on=clock.today() + COVERED_FOR)
    cover_mandate(world.session, world.actor(AWAY), world.session.scalars(own).one(), data)


def _write_for_ana(world: World) -> None:
    join(world, "own-app", "ana-rebelo")
    edition = world.editions["own-app", "lusocredito"]
    write_on_behalf(world.session, world.actor("ines-carvalhal"), edition.id, FOR_ANA)
