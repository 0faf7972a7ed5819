"""The launch gate of the entity is whole, and the entity is not dormant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from app.core.errors import N_
from app.gate.queries import GateRow, gates_of
from app.gate.types import GATE_WORDS, ItemStanding
from app.policy.actor import Actor
from app.policy.facts import Facts
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink, Term


def _read(session: Session, actor: Actor, subjects: Sequence[CheckedEdition]) -> Mapping[int, GateRow]:
    places = [Facts(campaign_id=each.campaign_id, entity_id=each.entity_id) for each in subjects]
    gates = gates_of(session, actor, places)
    return {each.edition_id: gates[each.entity_id] for each in subjects}


def _judge(subject: CheckedEdition, gate: GateRow) -> Iterable[CheckFinding]:
    sentences = {
        ItemStanding.OPEN: N_("Launch gate: “%(item)s” is not ticked."),
        ItemStanding.BROKEN: N_("Launch gate: “%(item)s” is no longer complete, somebody has left."),
    }
    for each in gate.open_items:
        words = CheckWords(sentences[each.standing], values={"item": Term(GATE_WORDS[each.item].title)})
        yield CheckFinding("gate", Colour.RED, words, _link(subject))


def _link(subject: CheckedEdition) -> MendLink:
    return MendLink("gate.gate", N_("See the launch gate"), {"code": subject.entity_code}, is_for_all=True)


CHECK = Check(
    name="gate",
    ready=lambda _subject: CheckWords(N_("The launch gate of the entity is complete.")),
    link=_link,
    judge=_judge,
    read=_read,
)
