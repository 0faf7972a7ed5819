"""Who plays what: who joins, who writes which contribution, who comments, who says "me too"."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from app.demo.reader import CommentEntry, Item, PersonEntry
from app.demo.timeline import CLOSING
from app.demo.world import random_for
from app.feedback.types import State
from app.policy.actor import Role

# How many of an entity's testers join; the rest have an account and never came.
JOINING = {
    ("own-app", "lusocredito"): 46,
    ("own-app", "kreditwerk"): 35,
    ("look-around", "lusocredito"): 33,
    ("look-around", "kreditwerk"): 26,
}
SEASONED = 24  # of those who joined the first campaign also join the one that is over: nobody was new there
NEWCOMERS = 9  # of each entity: nothing of theirs was published yet
ONLOOKERS = 8  # of each entity: they joined and read, and have written nothing yet
FLUENT = {"fr": 4, "en": 4}  # testers of each entity who write in another language than theirs
HOME_LANGUAGE = {"lusocredito": "pt", "kreditwerk": "de"}
TURNS_TAKEN = 0.75  # how often somebody writes who wrote least
ANSWERS_ONESELF = 0.6  # how often a reply comes from the author
STAFF = "horizon"


@dataclass(slots=True)
class Cast:
    """The parts, by the names the files use."""

    members: dict[tuple[str, str], list[str]]  # campaign, entity: who takes part
    leaver: tuple[str, str, str]  # campaign, entity, person
    senders: dict[str, str] = field(default_factory=dict)  # contribution: who sends it
    speakers: dict[tuple[str, int], str] = field(default_factory=dict)  # contribution, place of the comment
    me_toos: dict[str, list[str]] = field(default_factory=dict)  # contribution: who says "me too"


def cast_parts(entries: dict[str, PersonEntry], items: tuple[Item, ...]) -> Cast:
    """Give every part to somebody: the same people at each load."""
    pools = {entity: _Pool.of(entity, entries) for entity in HOME_LANGUAGE}
    members = {place: pools[place[1]].joining(count, random_for("members", *place)) for place, count in JOINING.items()}
    campaign, entity = next(iter(JOINING))
    leaver = members[campaign, entity].pop()
    members[CLOSING, entity] = pools[entity].seasoned(members[campaign, entity])
    parts = Cast(members, (campaign, entity, leaver))
    staff = [key for key, entry in entries.items() if entry.holds(Role.CENTRAL_TEAM) or entry.holds(Role.PRODUCT_TEAM)]
    _Casting(parts, pools, staff).give(items)
    return parts


@dataclass(frozen=True, slots=True)
class _Pool:
    """The testers of an entity: who writes in which language, and who is new."""

    veterans: tuple[str, ...]
    newcomers: tuple[str, ...]
    onlookers: tuple[str, ...]
    fluent: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, entity: str, entries: dict[str, PersonEntry]) -> _Pool:
        testers = [key for key, entry in entries.items() if entry.entity == entity and not entry.roles]
        abroad = [key for key in testers if entries[key].locale in {"en", "ar"}]
        home = [key for key in testers if key not in abroad]
        random_for("pool", entity).shuffle(home)
        newcomers, onlookers, home = (
            home[:NEWCOMERS],
            home[NEWCOMERS : NEWCOMERS + ONLOOKERS],
            home[NEWCOMERS + ONLOOKERS :],
        )
        fluent = {
            "fr": tuple(home[: FLUENT["fr"]]),
            "en": tuple([*abroad, *home[FLUENT["fr"] :]][: FLUENT["en"]]),
            HOME_LANGUAGE[entity]: tuple(home),
        }
        return cls((*abroad, *home), tuple(newcomers), tuple(onlookers), fluent)

    def joining(self, count: int, rng: Random) -> list[str]:
        """Return who takes part in a campaign: all who are new, look on or write in another language, and others."""
        abroad = {key for language in FLUENT for key in self.fluent[language]}
        needed = abroad | set(self.newcomers) | set(self.onlookers)
        others = [key for key in self.veterans if key not in needed]
        rng.shuffle(others)
        return [*sorted(needed), *others][:count]

    def seasoned(self, members: list[str]) -> list[str]:
        """Return who of the members of a campaign writes again elsewhere; those who write in other languages first."""
        quiet = {*self.newcomers, *self.onlookers}
        return [key for key in members if key not in quiet][:SEASONED]

    def writing(self, language: str, *, is_new: bool) -> tuple[str, ...]:
        """Return who may have written in a language."""
        return self.newcomers if is_new else self.fluent.get(language, self.veterans)


@dataclass(frozen=True, slots=True)
class _Casting:
    parts: Cast
    pools: dict[str, _Pool]
    staff: list[str]
    written: Counter[str] = field(default_factory=Counter)

    def give(self, items: tuple[Item, ...]) -> None:
        for item in items:
            self.parts.senders[item.key] = self._sender(item)
        for item in items:
            taken = {self.parts.senders[item.key]}
            for place, remark in enumerate(item.comments):
                speaker = self._speaker(item, remark, place, taken)
                self.parts.speakers[item.key, place] = speaker
                taken.add(speaker)
            self.parts.me_toos[item.key] = self._who_says_me_too(item)

    def _sender(self, item: Item) -> str:
        """Somebody of the entity who takes part and writes the language; a duplicate comes from somebody else."""
        members = self.parts.members[item.campaign, item.entity]
        writing = self.pools[item.entity].writing(item.lang, is_new=item.state is not State.PUBLISHED)
        could = [key for key in writing if key in members and key != self.parts.senders.get(item.duplicate_of or "")]
        rng = random_for("author", item.key)
        fewest = min(self.written[key] for key in could)
        # Some write once, some write a lot: mostly the turn goes to who wrote least so far.
        eager = could[: max(1, len(could) // 4)] if item.state is State.PUBLISHED else could
        quiet = [key for key in could if self.written[key] == fewest]
        chosen = rng.choice(quiet if item.state is not State.PUBLISHED or rng.random() < TURNS_TAKEN else eager)
        self.written[chosen] += 1
        return chosen

    def _speaker(self, item: Item, remark: CommentEntry, place: int, taken: set[str]) -> str:
        rng, author = random_for("speaker", item.key, place), self.parts.senders[item.key]
        if remark.entity == STAFF:
            return rng.choice(self.staff)
        own = remark.reply_to is not None and (remark.entity, remark.lang) == (item.entity, item.lang)
        if own and not item.is_untraceable and rng.random() < ANSWERS_ONESELF:
            return author
        members = self.parts.members[item.campaign, remark.entity]
        writing = self.pools[remark.entity].writing(remark.lang, is_new=False)
        could = [key for key in writing if key in members]
        return rng.choice([key for key in could if key not in taken] or could)

    def _who_says_me_too(self, item: Item) -> list[str]:
        """Colleagues who take part, of either entity, once each and never the author."""
        if item.state is not State.PUBLISHED:
            return []
        rng, author = random_for("echo", item.key), self.parts.senders[item.key]
        own, other = (
            sorted(key for key in members if key != author)
            for members in sorted(
                (self.parts.members.get((item.campaign, entity), []) for entity in HOME_LANGUAGE),
                key=lambda members: members is not self.parts.members[item.campaign, item.entity],
            )
        )
        rng.shuffle(own)
        rng.shuffle(other)
        from_other = min(item.me_too // 5, len(other))
        return [*own[: item.me_too - from_other], *other[:from_other]]
