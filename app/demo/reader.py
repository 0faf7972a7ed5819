"""What was written for the demonstration, read from its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.accounts.types import Function
from app.campaigns.types import IdentityLevel
from app.feedback.types import DECIDED_STATES, Handling, Kind, State, Verdict
from app.policy.actor import Role

CONTENT = Path(__file__).parent / "content"
FILES = ("pt", "en", "de", "fr", "messages")  # those of a language, and of a campaign that is over


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """A role somebody holds; no entity means the whole group."""

    role: Role
    entity: str | None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody with an account."""

    key: str
    name: str
    email: str
    entity: str
    locale: str
    roles: tuple[RoleEntry, ...]
    function: Function | None = None  # where they work, if they say so

    def holds(self, role: Role) -> bool:
        """Tell whether the person has that role somewhere."""
        return any(entry.role is role for entry in self.roles)


@dataclass(frozen=True, slots=True)
class CommentEntry:
    """A comment; ``reply_to`` is the place of the one it answers."""

    lang: str
    text: str
    entity: str
    reply_to: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """One contribution and what became of it."""

    key: str
    campaign: str
    entity: str
    mission: int
    step: int | None
    lang: str
    kind: Kind
    title: str
    text: str
    rating: int | None
    identity: IdentityLevel
    state: State
    handling: Handling
    duplicate_of: str | None
    iban_like: bool
    week: int  # 1 to 8
    weekday: int  # Monday is 0
    me_too: int
    question: str | None
    hidden_reason: str | None
    answer: tuple[str, int] | None  # words; working days it took
    decision: tuple[Verdict, str] | None  # verdict; reason
    comments: tuple[CommentEntry, ...]
    written_by: str | None = None  # the ambassador who wrote it down for its author

    @property
    def handling_reason(self) -> str:
        """Why it came to an end: the sponsor's reason, else the team's answer; nothing while it goes on."""
        if self.handling not in DECIDED_STATES:
            return ""
        if self.decision is not None:
            return self.decision[1]
        return self.answer[0] if self.answer is not None else ""

    @property
    def is_untraceable(self) -> bool:
        """Whether nobody knows its author."""
        return self.identity is IdentityLevel.UNTRACEABLE


@cache
def people() -> tuple[PersonEntry, ...]:
    """Return everybody, team first."""
    return tuple(_person(entry) for entry in json.loads(_text("people.json"))["people"])


@cache
def items() -> tuple[Item, ...]:
    """Return all contributions."""
    return tuple(_item(entry) for name in FILES for entry in json.loads(_text(f"contributions_{name}.json")))


def setting() -> Mapping[str, list[dict[str, Any]]]:
    """Return entities, products and campaigns as they are written."""
    found: Mapping[str, list[dict[str, Any]]] = json.loads(_text("campaigns.json"))
    return found


def questionnaires() -> list[dict[str, Any]]:
    """Return the questionnaires as they are written."""
    found: list[dict[str, Any]] = json.loads(_text("questionnaires.json"))
    return found


def comparing() -> list[dict[str, Any]]:
    """Return what is compared, with the questionnaire that compares it."""
    found: list[dict[str, Any]] = json.loads(_text("comparing.json"))
    return found


def answers() -> dict[str, dict[str, list[str]]]:
    """Return what people write in questionnaires: by subject, then by language."""
    found: dict[str, dict[str, list[str]]] = json.loads(_text("answers.json"))
    return found


def charters() -> list[dict[str, Any]]:
    """Return the charters as they are written."""
    found: list[dict[str, Any]] = json.loads(_text("charters.json"))
    return found


def legal_text() -> dict[str, Any]:
    """Return the versions of an entity's privacy statement as they are written."""
    found: dict[str, Any] = json.loads(_text("legal.json"))
    return found


def safeguards() -> dict[str, dict[str, dict[str, list[str]]]]:
    """Return the rules for competitors' products, by country and language, one sentence a line."""
    found: dict[str, dict[str, dict[str, list[str]]]] = json.loads(_text("safeguards.json"))
    return found


def reviews() -> list[dict[str, Any]]:
    """Return the review sessions of the story."""
    found: list[dict[str, Any]] = json.loads(_text("reviews.json"))["reviews"]
    return found


def exchanges() -> dict[str, Any]:
    """Return what is written around the contributions: announcements, messages, questions, reports."""
    found: dict[str, Any] = json.loads(_text("exchanges.json"))
    return found


def written_outcomes() -> dict[str, Any]:
    """Return what is written about outcomes: aims, translated reasons, actions, results pages."""
    found: dict[str, Any] = json.loads(_text("outcomes.json"))
    return found


def bench() -> dict[str, Any]:
    """Return the terms of the glossary, and what a known issue says after it was translated."""
    found: dict[str, Any] = json.loads(_text("bench.json"))
    return found


def house() -> dict[str, Any]:
    """Return what entities have written for their moderators: ready answers, rules, words that wait."""
    found: dict[str, Any] = json.loads(_text("house.json"))
    return found


def _text(name: str) -> str:
    return (CONTENT / name).read_text(encoding="utf-8")


def _person(entry: dict[str, Any]) -> PersonEntry:
    roles = tuple(
        RoleEntry(Role(each["role"]), each["entity"], tuple(each.get("languages", ()))) for each in entry["roles"]
    )
    function = Function(entry["function"]) if "function" in entry else None
    return PersonEntry(entry["key"], entry["name"], entry["email"], entry["entity"], entry["locale"], roles, function)


def _item(entry: dict[str, Any]) -> Item:
    answer, decision = entry["answer"], entry["decision"]
    made = {
        "kind": Kind(entry["kind"]),
        "identity": IdentityLevel(entry["identity"]),
        "state": State(entry["state"]),
        "handling": Handling(entry["handling"]),
        "answer": (answer["text"], answer["days"]) if answer else None,
        "decision": (Verdict(decision["verdict"]), decision["reason"]) if decision else None,
        "comments": tuple(CommentEntry(**each) for each in entry["comments"]),
    }
    return Item(**(entry | made))
