"""What comes of contributions: the aims that decisions serve, actions with their effects, and the results pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app.actions.service import (
    ActionInput,
    MeasureInput,
    ProgressInput,
    measure_action,
    plan_action,
    report_action,
)
from app.actions.types import ActionState
from app.aims.service import AimInput, link_campaigns, write_aim
from app.core import clock
from app.decisions.models import Decision
from app.decisions.service import DecisionInput, record_decision
from app.demo.reader import Item
from app.demo.world import World, key_of, random_for
from app.feedback.models import Feedback
from app.feedback.types import ShowingKind
from app.highlights.service import ShowingInput, answer_showing, ask_showing
from app.policy.actor import Actor
from app.results.models import ResultsPage
from app.results.service import EntryInput, ResultsInput, draft_entry, draft_results, publish_results
from app.results.types import ResultsChart

PLANNED_AFTER = timedelta(minutes=25)  # the sponsor plans what follows once they have decided
PROOFREAD = timedelta(minutes=45)  # between a draft and its publication
ASKED_BEFORE, AGREED_AFTER = timedelta(days=7), timedelta(days=1)  # whether one may quote on a page to come

Entry = Mapping[str, Any]  # as it is written in the file


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What is written about outcomes, and the rows made of it so far."""

    world: World
    written: Mapping[str, Any]
    aims: dict[str, int] = field(default_factory=dict)  # by the name the file uses
    decisions: dict[str, int] = field(default_factory=dict)  # by contribution
    actions: dict[str, int] = field(default_factory=dict)  # by contribution
    agreed: dict[str, int] = field(default_factory=dict)  # by contribution: its number, once it may be quoted

    def plan(self) -> None:
        """Let aims be written before anybody joins, and results be published in their weeks."""
        world = self.world
        for place, entry in enumerate(self.written["aims"]):
            at = self._moment({"week": 0, "weekday": 1, **entry}, "aim", entry["entity"])
            world.plan(at + timedelta(minutes=place), partial(self._aim, entry))
        for page in self.written["results"]:
            for number, version in enumerate(page["versions"], start=1):
                at = self._moment(version, "results", "horizon", page["campaign"], version["week"])
                for quote in page["quotes"]:
                    if quote["from_version"] == number:
                        world.plan(at - ASKED_BEFORE, partial(self._ask_to_quote, quote))
                world.plan(at - PROOFREAD, partial(self._draft, page, version))
                world.plan(at, partial(self._publish, page, version))

    def decide(self, item: Item, sponsor: Actor, feedback_id: int) -> Decision:
        """Record what was decided on a contribution, and plan the action that follows, if one does."""
        assert item.decision is not None
        verdict, reason = item.decision
        data = DecisionInput(
            verdict,
            reason,
            key_of("decision", item.key),
            aim=self.aims.get(self.written["served"].get(item.key, "")),
            translations=self.written["reasons"].get(item.key, {}),
        )
        decision = record_decision(self.world.session, sponsor, feedback_id, data)
        self.decisions[item.key] = decision.id
        for entry in self.written["actions"]:
            if entry["item"] == item.key:
                self.world.plan(self._soon(), partial(self._act, entry, sponsor))
        return decision

    def finishes(self, item: Item) -> bool:
        """Tell whether an action ends what was decided on a contribution, so that nobody has to say so."""
        return any(
            entry["item"] == item.key and any(report["state"] == ActionState.DONE for report in entry["reports"])
            for entry in self.written["actions"]
        )

    def _aim(self, entry: Entry) -> None:
        world, data = self.world, AimInput(entry["words"], key_of("aim", entry["key"]))
        sponsor = world.actor(entry["by"])
        self.aims[entry["key"]] = write_aim(world.session, sponsor, entry["entity"], data).id
        campaigns = [world.campaigns[slug].id for slug in entry["campaigns"]]
        link_campaigns(world.session, sponsor, entry["entity"], self.aims[entry["key"]], campaigns)

    def _act(self, entry: Entry, sponsor: Actor) -> None:
        world, (week, weekday) = self.world, entry["due"]
        data = ActionInput(
            title=entry["title"],
            owner=world.people[entry["owner"]].email,
            due_on=world.timeline.day(week - 1, weekday),
            submission_key=key_of("action", entry["item"]),
            **{name: entry[name] for name in ("reference", "indicator", "unit", "baseline", "target")},
            **entry["translations"],
        )
        self.actions[entry["item"]] = plan_action(world.session, sponsor, self.decisions[entry["item"]], data).id
        entity = world.entries[entry["owner"]].entity
        for name, act in (("reports", self._report), ("measures", self._measure)):
            for place, each in enumerate(entry[name]):
                at = self._moment(each, name, entity, entry["item"], place)
                world.plan(max(at, self._soon()), partial(act, entry, each))

    def _report(self, entry: Entry, report: Entry) -> None:
        world, number = self.world, self.actions[entry["item"]]
        version = 1 + entry["reports"].index(report)
        data = ProgressInput(ActionState(report["state"]), report["note"], version)
        report_action(world.session, world.actor(entry["owner"]), number, data)

    def _measure(self, entry: Entry, measure: Entry) -> None:
        world, number = self.world, self.actions[entry["item"]]
        key = key_of("measure", entry["item"], measure["value"])
        data = MeasureInput(measure["value"], clock.today(), measure["source"], measure["answers"], key)
        measure_action(world.session, world.actor(entry["owner"]), number, data)

    def _draft(self, page: Entry, version: Entry) -> None:
        world, slug = self.world, page["campaign"]
        writer, entries = world.actor(page["draft_by"]), page["entries"][: version["entries"]]
        decisions = tuple(self.decisions[entry["item"]] for entry in entries)
        data = ResultsInput(
            page["intro"],
            decisions,
            shows_figures=True,
            version=self._version(slug),
            charts=tuple(ResultsChart(name) for name in page["charts"]),
            quotes=tuple(self.agreed[quote["item"]] for quote in page["quotes"] if quote["item"] in self.agreed),
        )
        draft_results(world.session, writer, slug, data)
        for entry, decision_id in zip(entries, decisions, strict=True):
            words = EntryInput(entry["said"], entry["stands"], self._version(slug))
            draft_entry(world.session, writer, slug, decision_id, words)

    def _ask_to_quote(self, quote: Entry) -> None:
        """Ask the author whether their words may be quoted; they agree the next day."""
        world, key = self.world, key_of("feedback", quote["item"])
        row = world.session.scalars(select(Feedback).where(Feedback.submission_key == key)).one()
        data = ShowingInput(ShowingKind.HIGHLIGHT, quote["words"], key_of("quote", quote["item"]))
        showing_id = ask_showing(world.session, world.actor(quote["asked_by"]), row.id, data)
        author = next(name for name, person in world.people.items() if person.id == row.author_id)
        world.plan(clock.now() + AGREED_AFTER, partial(self._agree, quote, author, showing_id, row.id))

    def _agree(self, quote: Entry, author: str, showing_id: int, feedback_id: int) -> None:
        answer_showing(self.world.session, self.world.actor(author), showing_id, agrees=True)
        self.agreed[quote["item"]] = feedback_id

    def _publish(self, page: Entry, version: Entry) -> None:
        world, slug = self.world, page["campaign"]
        by = world.actor(page["publish_by"])
        publish_results(world.session, by, slug, self._version(slug), version["changes"])

    def _version(self, slug: str) -> int:
        page = self.world.session.get(ResultsPage, self.world.campaigns[slug].id)
        return page.version if page else 0

    def _moment(self, when: Entry, name: str, entity: str, *more: object) -> datetime:
        """Return an instant of working time of a day of the story, or of the last one that is past."""
        timeline = self.world.timeline
        day = timeline.day(when["week"] - 1, when["weekday"])
        return timeline.moment(self.world.entities[entity], day, random_for(name, entity, *more))

    def _soon(self) -> datetime:
        return min(clock.now() + PLANNED_AFTER, self.world.timeline.now)
