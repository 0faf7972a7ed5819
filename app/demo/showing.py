"""What is shown of the story's contributions with their authors' agreement: highlights, a nugget, thanks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from app.demo.world import World, key_of
from app.feedback.models import Feedback
from app.feedback.types import ShowingKind
from app.highlights.service import AdoptionInput, ShowingInput, answer_showing, ask_showing, note_adoption
from app.highlights.types import Stance
from app.policy.actor import Role

ASKED_BEFORE, ANSWERED_BEFORE, NOTED_BEFORE = timedelta(days=6), timedelta(days=5), timedelta(days=2)  # the end


@dataclass(frozen=True, slots=True)
class DemoShowing:
    """What is asked of an author, and what they answer; ``agrees`` is None where they have not yet."""

    title: str  # of the contribution
    kind: ShowingKind
    words: str
    agrees: bool | None


SHOWINGS = (
    DemoShowing(
        "Comparar duas simulações lado a lado", ShowingKind.HIGHLIGHT,
        "Muitos colegas escreveram que era isto que lhes faltava.", agrees=True,
    ),
    DemoShowing(
        "O gráfico de juros e capital explica em segundos", ShowingKind.HIGHLIGHT,
        "Gostávamos de mostrar também o que corre bem.", agrees=False,
    ),
    DemoShowing(
        "Uma barra que diga quantos passos faltam", ShowingKind.NUGGET,
        "A mesma ideia serve às outras entidades.", agrees=True,
    ),
    DemoShowing(
        "Dizer à partida que documentos vão ser precisos", ShowingKind.NUGGET,
        "Na Alemanha faz-se a mesma pergunta.", agrees=None,
    ),
    DemoShowing(
        "Um exemplo pronto para quem não sabe quanto pedir", ShowingKind.THANKS,
        "Obrigado: o exemplo pronto já está no guião da próxima versão.", agrees=True,
    ),
)  # fmt: skip
ADOPTED = "Uma barra que diga quantos passos faltam"
ADOPTED_IN = "kreditwerk"
WHY = "Unsere Testenden fragen dasselbe. Wir nehmen die Leiste in die nächste Fassung auf."


def plan_showing(world: World) -> None:
    """Let managers ask, authors answer, and a sponsor elsewhere adopt a nugget."""
    for showing in SHOWINGS:
        world.plan(world.timeline.now - ASKED_BEFORE, partial(_ask, world, showing))


def _ask(world: World, showing: DemoShowing) -> None:
    session = world.session
    chosen = select(Feedback).where(Feedback.title == showing.title).order_by(Feedback.created_at, Feedback.id)
    feedback = session.scalars(chosen).first()
    if feedback is None or feedback.author_id is None or feedback.entity_id != world.entities["lusocredito"].id:
        return
    manager = world.actor(world.holders(Role.COMMUNITY_MANAGER, "lusocredito")[0])
    data = ShowingInput(showing.kind, showing.words, key_of("showing", showing.title))
    number = ask_showing(session, manager, feedback.id, data)
    if showing.agrees is None:
        return
    author = next(key for key, person in world.people.items() if person.id == feedback.author_id)
    world.plan(
        world.timeline.now - ANSWERED_BEFORE,
        partial(_answer, world, author, number, agrees=showing.agrees),
    )
    if showing.title == ADOPTED:
        world.plan(world.timeline.now - NOTED_BEFORE, partial(_adopt, world, number))


def _answer(world: World, author: str, number: int, *, agrees: bool) -> None:
    answer_showing(world.session, world.actor(author), number, agrees=agrees)


def _adopt(world: World, number: int) -> None:
    sponsor = world.actor(world.holders(Role.SPONSOR, ADOPTED_IN)[0])
    data = AdoptionInput(Stance.ADOPTED, WHY, key_of("adoption", ADOPTED))
    note_adoption(world.session, sponsor, number, world.entities[ADOPTED_IN].id, data)
