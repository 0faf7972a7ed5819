"""What would become of each line of a list: invited, or not and why."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import exists, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import String

from app.accounts.credentials import clean_address, email_key, mixes_alphabets
from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.core import clock
from app.core.wording import find_override, find_unreadable
from app.enrolment.models import Enrolment
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.recruiting.credentials import address_hash
from app.recruiting.file_format import ListLine
from app.recruiting.models import Invitation, InvitationStop
from app.recruiting.types import AddressCaution, LineFault

NAME_MAX_CHARS = 120
_NEARLY = 0.85  # of a domain's letters
_NO_NAME = frozenset('@<>{}[]|\\^`~=#%$*+;:/"')


class DomainPart(FunctionElement[str]):
    """What stands after the sign of an address, in SQL."""

    type = String()
    inherit_cache = True


@compiles(DomainPart, "sqlite")
def _domain_sqlite(element: DomainPart, compiler: SQLCompiler, **options: object) -> str:
    address = compiler.process(element.clauses, **options)
    return f"substr({address}, instr({address}, '@') + 1)"


@compiles(DomainPart, "postgresql")
def _domain_postgresql(element: DomainPart, compiler: SQLCompiler, **options: object) -> str:
    return f"split_part({compiler.process(element.clauses, **options)}, '@', 2)"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be invited."""

    number: int
    address: str
    key: str
    name: str
    caution: AddressCaution | None = None
    like: str = ""  # the domain it nearly is


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is not invited, and why."""

    number: int
    written: str
    reason: LineFault


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a list."""

    ready: Sequence[Candidate]
    refused: Sequence[RefusedLine]

    @property
    def counts(self) -> Mapping[LineFault, int]:
        """How many lines are refused, by the reason."""
        return Counter(one.reason for one in self.refused)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows of the addresses of a list."""

    elsewhere: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()  # hashes
    domains: frozenset[str] = frozenset()  # of the entity
    other_domains: frozenset[str] = frozenset()
    left_today: int = 0
    looked: dict[str, tuple[AddressCaution | None, str]] = field(default_factory=dict)


def preview_list(session: Session, actor: Actor, facts: Facts, lines: Iterable[ListLine], mails_a_day: int) -> Preview:
    """Return what would become of each line. Five statements, whatever their number.

    Who took part, asked to or left looks alike: that somebody left is told to nobody.

    :raises Forbidden: the actor does not recruit there
    """
    require(actor, Action.RECRUIT, facts)
    refused: list[RefusedLine] = []
    found: dict[str, Candidate] = {}
    for line in lines:
        address = clean_address(line.address)
        reason = _fault_of(line, address)
        key = email_key(address) if address is not None else ""
        if reason is None and key in found:
            reason = LineFault.DOUBLE
        if reason is not None or address is None:
            refused.append(RefusedLine(line.number, line.address or line.name, reason or LineFault.INVALID))
        else:
            found[key] = Candidate(line.number, address, key, line.name)
    known = _look_up(session, actor, facts, list(found), mails_a_day)
    ready: list[Candidate] = []
    for candidate in found.values():
        reason = _reason(candidate, known)
        if reason is None and len(ready) >= known.left_today:
            reason = LineFault.TOMORROW
        if reason is None:
            ready.append(_looked_at(candidate, known))
        else:
            refused.append(RefusedLine(candidate.number, candidate.address, reason))
    return Preview(ready, sorted(refused, key=lambda one: one.number))


def _fault_of(line: ListLine, address: str | None) -> LineFault | None:
    """Return what is wrong with a line by itself."""
    if _may_be_mistaken(line.address):
        return LineFault.MISTAKABLE
    if address is None or "." not in address.rpartition("@")[2]:
        return LineFault.INVALID
    return LineFault.NAME if _is_no_name(line.name) else None


def _may_be_mistaken(written: str) -> bool:
    """Tell whether an address has letters of another alphabet than Latin, or marks nobody sees."""
    for letter in unicodedata.normalize("NFKC", written):
        if letter.isascii():
            continue
        if unicodedata.category(letter) in {"Cf", "Cc", "Mn"} or not unicodedata.name(letter, "").startswith("LATIN"):
            return True
    return False


def _is_no_name(name: str) -> bool:
    """Tell whether a name holds what could lead astray in a mail: an address, a link, a second alphabet, a control."""
    return (
        len(name) > NAME_MAX_CHARS
        or not _NO_NAME.isdisjoint(name)
        or any(letter.isdigit() for letter in name)
        or find_unreadable(name) is not None
        or find_override(name) is not None
        or mixes_alphabets(name)
    )


def _reason(candidate: Candidate, known: _Known) -> LineFault | None:
    """Return why somebody is not invited."""
    domain = candidate.key.rpartition("@")[2]
    is_foreign = domain in known.other_domains and domain not in known.domains
    if candidate.key in known.joined:
        return LineFault.JOINED
    if candidate.key in known.elsewhere or is_foreign:
        return LineFault.ELSEWHERE
    if address_hash(candidate.key) in known.stopped:
        return LineFault.STOPPED
    return LineFault.INVITED if candidate.key in known.invited else None


def _looked_at(candidate: Candidate, known: _Known) -> Candidate:
    """Return somebody with what is to be pointed out about their address."""
    domain = candidate.key.rpartition("@")[2]
    if domain not in known.looked:
        near = difflib.get_close_matches(domain, known.domains, 1, _NEARLY)
        caution = AddressCaution.LOOKS_LIKE if near else AddressCaution.UNKNOWN_DOMAIN
        known.looked[domain] = (None, "") if domain in known.domains else (caution, near[0] if near else "")
    caution_there, like = known.looked[domain]
    return Candidate(candidate.number, candidate.address, candidate.key, candidate.name, caution_there, like)


def _look_up(session: Session, actor: Actor, facts: Facts, keys: Sequence[str], mails_a_day: int) -> _Known:
    is_in = exists().where(Enrolment.person_id == Person.id, Enrolment.edition_id == facts.edition_id)
    people = session.execute(
        select(Person.email_key, Person.entity_id, Person.status, is_in).where(Person.email_key.in_(keys))
    ).all()
    joined = frozenset(key for key, _entity, _status, joins in people if joins)
    elsewhere = frozenset(
        key
        for key, entity_id, status, _joins in people
        if entity_id != facts.entity_id or status is not PersonStatus.ACTIVE
    )
    invited = session.scalars(
        select(Invitation.email_key).where(Invitation.edition_id == facts.edition_id, Invitation.email_key.in_(keys))
    )
    hashes = [address_hash(key) for key in keys]
    stopped = session.scalars(select(InvitationStop.address_hash).where(InvitationStop.address_hash.in_(hashes)))
    domain = DomainPart(Person.email_key)
    places = session.execute(
        select(domain, Person.entity_id).where(Person.status == PersonStatus.ACTIVE).distinct()
    ).all()
    return _Known(
        elsewhere,
        joined,
        frozenset(invited),
        frozenset(stopped),
        frozenset(name for name, entity_id in places if entity_id == facts.entity_id),
        frozenset(name for name, entity_id in places if entity_id != facts.entity_id),
        max(0, mails_a_day - asked_today(session, actor)),
    )


def asked_today(session: Session, actor: Actor) -> int:
    """Return how many mails somebody asked for today. One statement."""
    mine = (Invitation.last_asked_by_id == actor.person_id, Invitation.asked_on == clock.today())
    return session.scalar(select(func.count()).select_from(Invitation).where(*mine)) or 0
