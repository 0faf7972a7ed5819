"""What happens beside the contributions: barriers that are reported, a poster in a branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from app.barriers.service import (
    BarrierInput,
    HandlingOfBarrier,
    choose_barrier_contact,
    handle_barrier,
    report_barrier,
)
from app.barriers.types import Aid, BarrierState
from app.core import clock
from app.demo.world import World, key_of, random_for
from app.links.service import LinkInput, create_link
from app.policy.actor import SYSTEM

CONTACTS = {"lusocredito": "miguel-figueira", "horizon": "claire-montagnier"}
POSTER_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Barrier:
    """One report of the story, and what its contact says."""

    person: str
    week: int
    page: str
    body: str
    aid: Aid
    state: BarrierState = BarrierState.RECEIVED
    answer: str = ""
    shows_name: bool = False


BARRIERS = (
    Barrier(
        "ana-rebelo", 5, "/campaigns/own-app/feedback",
        "Com o leitor de ecrã, o filtro abre mas o foco fica na página por trás. Só dou por isso quando começo a ouvir "
        "os contributos outra vez.",
        Aid.SCREEN_READER, BarrierState.SOLVED,
        "Obrigado. O foco passa agora para o filtro quando abre e volta ao botão quando fecha.", shows_name=True,
    ),
    Barrier(
        "andre-sobral", 6, "/campaigns/own-app/missions/2",
        "Com o texto a 200 %, o botão de enviar fica por baixo da barra do telemóvel.",
        Aid.ZOOM, BarrierState.IN_PROGRESS, "Confirmámos num telemóvel pequeno. Estamos a tratar disso.",
    ),
    Barrier(
        "ricardo-moleiro", 7, "/mine",
        "As datas aparecem num cinzento muito claro. Ao sol não consigo ler.",
        Aid.UNSAID,
    ),
)  # fmt: skip


def plan_around(world: World) -> None:
    """Let contacts be chosen, barriers be reported and handled, and one poster be made."""
    for entity, person in CONTACTS.items():
        chosen_at = world.timeline.moment(world.entities[entity], world.timeline.day(0), random_for("contact", entity))
        world.plan(chosen_at, partial(_choose, world, entity, person))
    for barrier in BARRIERS:
        day = world.timeline.day(barrier.week - 1, random_for("barrier", barrier.person).randrange(5))
        at = world.timeline.moment(
            world.entities[world.entries[barrier.person].entity], day, random_for("barrier hour", barrier.person)
        )
        world.plan(at, partial(_report, world, barrier))
    inside = world.timeline.moment(world.entities["lusocredito"], world.timeline.day(5, 1), random_for("poster"))
    world.plan(inside, partial(_hang, world))


def _choose(world: World, entity: str, person: str) -> None:
    choose_barrier_contact(world.session, SYSTEM, world.entities[entity].code, world.people[person].email)


def _report(world: World, barrier: Barrier) -> None:
    data = BarrierInput(barrier.page, barrier.body, barrier.aid, barrier.shows_name, key_of("barrier", barrier.person))
    report = report_barrier(world.session, world.actor(barrier.person), data)
    if barrier.state is not BarrierState.RECEIVED:
        at = clock.now() + timedelta(hours=20)
        if at < world.timeline.now:
            world.plan(at, partial(_handle, world, barrier, report.id))


def _handle(world: World, barrier: Barrier, report_id: int) -> None:
    contact = CONTACTS[world.entries[barrier.person].entity]
    data = HandlingOfBarrier(barrier.state, barrier.answer, 1)
    handle_barrier(world.session, world.actor(contact), report_id, data)


def _hang(world: World) -> None:
    edition = world.editions["own-app", "lusocredito"]
    last = world.timeline.now.date() + timedelta(weeks=POSTER_WEEKS)
    data = LinkInput(1, "Agência do Porto, junto ao balcão", last, key_of("poster"))
    create_link(world.session, world.actor("ines-carvalhal"), edition.id, data)
