"""What people say to each other around the contributions: announcements, messages, questions, reports, duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app.announcements.service import AnnouncementInput, announce
from app.announcements.types import Addressees
from app.asking.service import MessageInput, ask_author, ask_privately, write_in_thread
from app.core import clock
from app.demo.cast import Cast
from app.demo.reader import Item
from app.demo.story import Story
from app.demo.world import World, key_of, random_for
from app.feedback.types import State
from app.merging.service import merge_feedback, undo_merge
from app.messages.queries import writing_place
from app.messages.service import MemberMessageInput, send_message, write_message
from app.messages.types import Model
from app.moderation.service import publish_case
from app.moderation.service.reports import ReportInput, report_content
from app.moderation.service.second_look import ask_second_look
from app.moderation.types import ReportReason
from app.policy.actor import SYSTEM, Role
from app.recruiting.file_format import ListLine
from app.recruiting.models import Invitation
from app.recruiting.service.invite import InviteInput, invite_people, note_sent
from app.switches.service import SwitchInput, set_switch
from app.switches.types import Switch

MERGED_BEFORE = timedelta(minutes=90)  # the team goes through the duplicates this morning
APART_AFTER = timedelta(minutes=40)  # one of them was none
ANSWERED_AFTER = timedelta(hours=3)
MAILS_A_DAY = 50

Entry = Mapping[str, Any]  # as it is written in the file


@dataclass(frozen=True, slots=True)
class Exchanges:
    """What is written around the contributions, and the story it belongs to."""

    world: World
    cast: Cast
    story: Story
    written: Mapping[str, Any]

    def plan(self, items: Iterable[Item]) -> None:
        """Let everything happen in its time."""
        acts = {
            "announcements": self._announce,
            "messages": self._write,
            "switches": self._switch,
            "questions": self._ask,
            "follow_ups": self._follow_up,
            "reports": self._report,
            "second_looks": self._ask_second_look,
            "invitations": self._invite,
        }
        for name, act in acts.items():
            for entry in self.written[name]:
                self._plan(name, entry, partial(act, entry))
        duplicates = sorted((item for item in items if item.duplicate_of), key=lambda item: item.key)
        for place, item in enumerate(duplicates):
            at = self.world.timeline.now - MERGED_BEFORE + timedelta(minutes=place)
            self.world.plan(at, partial(self._merge, item))
            if item.key == self.written["apart_again"]:
                self.world.plan(at + APART_AFTER, partial(self._take_apart, item))

    def _plan(self, name: str, entry: Entry, act: partial[None]) -> None:
        world = self.world
        day = world.timeline.day(entry["week"], entry["weekday"])
        entity = world.entities[entry.get("entity") or "lusocredito"]
        world.plan(world.timeline.moment(entity, day, random_for(name, *map(str, day.timetuple()))), act)

    def _announce(self, entry: Entry) -> None:
        world, code = self.world, entry["entity"]
        data = AnnouncementInput(
            audience=Addressees(world.entities[code].id if code else None),
            source_locale=entry["source"],
            title=entry["title"],
            body=entry["body"],
            is_pinned=entry["is_pinned"],
            submission_key=key_of("announcement", entry["by"]),
        )
        announce(world.session, world.actor(entry["by"]), data)

    def _switch(self, entry: Entry) -> None:
        data = SwitchInput(is_on=True, reason=entry["reason"])
        actor = self.world.actor(entry["by"])
        set_switch(self.world.session, actor, entry["entity"], Switch.NOT_STARTED_REMINDER, data)

    def _write(self, entry: Entry) -> None:
        world, actor = self.world, self.world.actor(entry["by"])
        place = writing_place(world.session, actor, entry["campaign"], entry["entity"])
        key = key_of("message", entry["model"])
        data = MemberMessageInput(Model(entry["model"]), entry["subject"], entry["body"], None, key)
        send_message(world.session, SYSTEM, write_message(world.session, actor, place, data))

    def _ask(self, entry: Entry) -> None:
        world, campaign = self.world, self.world.campaigns[entry["campaign"]]
        data = MessageInput(entry["question"], key_of("question", entry["by"]))
        thread_id = ask_privately(world.session, world.actor(entry["by"]), campaign.id, data)
        if entry["answered_by"]:
            world.plan(self._soon(), partial(self._answer, entry, thread_id))

    def _answer(self, entry: Entry, thread_id: int) -> None:
        data = MessageInput(entry["answer"], key_of("answer to", entry["by"]))
        write_in_thread(self.world.session, self.world.actor(entry["answered_by"]), thread_id, data)

    def _follow_up(self, entry: Entry) -> None:
        world, asker = self.world, self.world.holders(Role.PRODUCT_TEAM)[0]
        data = MessageInput(entry["question"], key_of("follow-up", entry["item"]))
        ask_author(world.session, world.actor(asker), self.story.rows[entry["item"]].id, data)

    def _report(self, entry: Entry) -> None:
        world, row = self.world, self.story.rows[entry["item"]]
        readers = self.cast.me_toos[entry["item"]] or self.cast.members["own-app", "lusocredito"]
        reader = random_for("reporter", entry["item"]).choice(
            [key for key in readers if world.people[key].id != row.author_id]
        )
        data = ReportInput(ReportReason(entry["reason"]), entry["words"])
        report_content(world.session, world.actor(reader), row.id, data)
        if entry["is_kept"]:
            world.plan(self._soon(), partial(self._keep, entry["item"]))

    def _keep(self, key: str) -> None:
        row = self.story.rows[key]
        publish_case(self.world.session, self.world.actor("miguel-figueira"), row.id, row.version)

    def _ask_second_look(self, entry: Entry) -> None:
        author = self.world.actor(self.cast.senders[entry["item"]])
        ask_second_look(self.world.session, author, self.story.rows[entry["item"]].id)

    def _invite(self, entry: Entry) -> None:
        world, edition = self.world, self.world.editions[entry["campaign"], entry["entity"]]
        lines = [ListLine(number, *person) for number, person in enumerate(entry["people"], start=1)]
        data = InviteInput(lines, entry["locale"], MAILS_A_DAY)
        invite_people(world.session, world.actor(entry["by"]), edition.id, data)
        for number in world.session.scalars(select(Invitation.id).where(Invitation.edition_id == edition.id)).all():
            note_sent(world.session, SYSTEM, number, 1)  # the mail of the story has left

    def _merge(self, item: Item) -> None:
        """Let the team of the entity merge what it answers for, and the central team the others."""
        world, first = self.world, item.duplicate_of or ""
        if self.story.rows[item.key].state is not State.PUBLISHED:
            return
        is_within = self.story.rows[first].entity_id == self.story.rows[item.key].entity_id
        managers = world.holders(Role.COMMUNITY_MANAGER, item.entity)
        by = (managers if is_within else world.holders(Role.CENTRAL_TEAM))[0]
        merge_feedback(world.session, world.actor(by), self.story.rows[item.key].id, self.story.rows[first].id)

    def _take_apart(self, item: Item) -> None:
        manager = self.world.holders(Role.COMMUNITY_MANAGER, item.entity)[0]
        undo_merge(self.world.session, self.world.actor(manager), self.story.rows[item.key].id)

    def _soon(self) -> datetime:
        return min(clock.now() + ANSWERED_AFTER, self.world.timeline.now)
