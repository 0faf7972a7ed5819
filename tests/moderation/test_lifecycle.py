"""The life of a contribution: every cell of the table is carried out, the refused ones too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import DomainError, NotFound, NotPossibleNow
from app.feedback.errors import CannotBeEdited
from app.feedback.lifecycle import (
    KNOWN_AUTHORS,
    LIFECYCLE,
    ROWS,
    Act,
    LifeStage,
    Shown,
    Who,
    WhoIsTold,
)
from app.feedback.models import Feedback
from app.feedback.queries.feed import FeedFilters, feed_page
from app.feedback.service.revise import (
    ReplyInput,
    RevisionInput,
    reply_to_question,
    revise_feedback,
    withdraw_feedback,
)
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.merging.service import merge_feedback
from app.moderation.errors import CannotTrust
from app.moderation.service import (
    ask_second_look,
    hide_case,
    publish_and_trust_case,
    publish_case,
    refuse_case_change,
    send_back_case,
)
from app.outbox.models import OutboxMessage
from app.policy.actor import Actor, TrustedPlace
from app.policy.facts import Facts
from tests.factories.accounts import make_trust
from tests.moderation.world import make_world
from tests.refusals import refused

DOCUMENT = Path(__file__).parents[2] / "docs" / "moderation.md"
FORMER, NEW = "The account 123 is shown", "The account is shown"
AUTHOR_IS_TOLD = {
    "moderation.published", "moderation.sent_back", "moderation.hidden", "moderation.change_refused",
}  # fmt: skip
MODERATORS_ARE_TOLD = {"feedback.submitted", "feedback.resubmitted"}


class Case:
    """A contribution somewhere in its life, and those who may act on it."""

    def __init__(self, session: Session, who: Who) -> None:
        self.session, self.who, self.world = session, who, make_world(session)
        self.is_nameless = who is Who.NAMELESS_AUTHOR
        self.row: Feedback | None = None

    @property
    def feedback(self) -> Feedback:
        """The contribution, once it was sent."""
        assert self.row is not None
        return self.row

    @property
    def everywhere(self) -> frozenset[TrustedPlace]:
        """The whole entity, as who is trusted there has it."""
        return frozenset({(self.world.entity.id, None)})

    def author(self, *, trusted: bool) -> Actor:
        """Return the author, with the code where there is one."""
        actor = replace(self.world.actor(self.world.author), trusted_in=self.everywhere if trusted else frozenset())
        return replace(actor, references=frozenset({self.feedback.id})) if self.is_nameless else actor

    def actor(self) -> Actor:
        """Return who acts in this cell."""
        if self.who is Who.MODERATOR:
            return self.world.actor(self.world.manager)
        return self.author(trusted=self.who is Who.TRUSTED_AUTHOR)

    def send(self, *, trusted: bool = False) -> None:
        """Send it."""
        identity = "untraceable" if self.is_nameless else "named"
        if trusted:
            make_trust(self.session, self.world.author)
        self.row = self.world.send(self.session, identity=identity, title=FORMER)

    def bring_to(self, stage: LifeStage) -> None:
        """Let it come to where the cell begins, by the use cases themselves."""
        self.send()
        if stage is LifeStage.WAITING:
            return
        manager = self.world.actor(self.world.manager)
        if stage is LifeStage.SENT_BACK:
            send_back_case(self.session, manager, self.feedback.id, self.feedback.version, "Which phone?")
        elif stage is LifeStage.HIDDEN:
            hide_case(self.session, manager, self.feedback.id, self.feedback.version, "It shows an account.")
        elif stage is LifeStage.WITHDRAWN:
            withdraw_feedback(self.session, self.author(trusted=False), self.feedback.id)
        else:
            publish_case(self.session, manager, self.feedback.id, self.feedback.version)
        if stage in {LifeStage.CHANGED, LifeStage.CHANGE_WAITING, LifeStage.CHANGE_SENT_BACK}:
            change(self.session, self.author(trusted=stage is LifeStage.CHANGED), self.feedback, "A first change")
        if stage is LifeStage.MERGED:
            self.merge(manager)
        if stage is LifeStage.CHANGE_SENT_BACK:
            send_back_case(self.session, manager, self.feedback.id, self.feedback.version, "Which phone?")

    def merge(self, manager: Actor) -> None:
        """Merge it into another one, which is hidden afterwards: readers see neither."""
        other = self.world.send(self.session, self.world.colleague, title="The same")
        publish_case(self.session, manager, other.id, other.version)
        merge_feedback(self.session, manager, self.feedback.id, other.id)
        hide_case(self.session, manager, other.id, other.version, "It shows an account.")

    def shown(self) -> str | None:
        """Return the title that readers of the campaign see."""
        facts = Facts(campaign_id=self.world.campaign.id, entity_id=self.world.entity.id)
        rows = feed_page(self.session, self.world.actor(self.world.colleague), facts, FeedFilters()).rows
        return rows[0].title if rows else None


def change(session: Session, actor: Actor, feedback: Feedback, title: str) -> object:
    words = RevisionInput(title, "It was seen on the first screen.", feedback.version)
    return revise_feedback(session, actor, feedback.id, words, memory_storage())


Doing = Callable[[Session, Actor, Feedback], object]
DOING: dict[Act, Doing] = {
    Act.CHANGE: lambda session, actor, row: change(session, actor, row, NEW),
    Act.REPLY: lambda session, actor, row: reply_to_question(session, actor, row.id, ReplyInput("Here.", "k" * 64)),
    Act.WITHDRAW: lambda session, actor, row: withdraw_feedback(session, actor, row.id),
    Act.PUBLISH: lambda session, actor, row: publish_case(session, actor, row.id, row.version),
    Act.PUBLISH_AND_TRUST: lambda session, actor, row: publish_and_trust_case(session, actor, row.id, row.version),
    Act.SEND_BACK: lambda session, actor, row: send_back_case(session, actor, row.id, row.version, "Which one?"),
    Act.REFUSE_CHANGE: lambda session, actor, row: refuse_case_change(session, actor, row.id, row.version, "Unclear."),
    Act.HIDE: lambda session, actor, row: hide_case(session, actor, row.id, row.version, "It shows a name."),
    Act.ASK_AGAIN: lambda session, actor, row: ask_second_look(session, actor, row.id),
}
OF_AUTHORS = {Act.CHANGE, Act.REPLY, Act.WITHDRAW, Act.ASK_AGAIN}
OF_A_KNOWN_AUTHOR = {LifeStage.CHANGED, LifeStage.CHANGE_WAITING, LifeStage.CHANGE_SENT_BACK}
CELLS = [
    pytest.param(stage, who, act, id=f"{stage.name}-{who.name}-{act.name}".lower())
    for stage in LifeStage
    for who in Who
    for act in DOING
    if stage is not LifeStage.NOT_SENT
    and who is not Who.READER  # ``test_reports.py``
    and who is not Who.READ_AFTERWARDS  # sends, and does nothing else: ``tests/house_rules/test_timing.py``
    and (act in OF_AUTHORS) is (who is not Who.MODERATOR)  # ``test_others_do_nothing`` has the rest
    and not (stage in OF_A_KNOWN_AUTHOR and who is Who.NAMELESS_AUTHOR)  # no such contribution can be
]


@pytest.mark.parametrize(("stage", "who", "act"), CELLS)
def test_each_cell_does_what_the_table_says(session: Session, stage: LifeStage, who: Who, act: Act) -> None:
    case = Case(session, who)
    case.bring_to(stage)
    feedback, actor, before = case.feedback, case.actor(), case.shown()
    assert feedback.stage is stage
    step = LIFECYCLE.get((stage, who, act))
    if step is None:
        with refused(session, (NotPossibleNow, NotFound, CannotBeEdited)):
            DOING[act](session, actor, feedback)
        assert case.shown() == before
        return
    seen = set(session.scalars(select(OutboxMessage.id)))
    DOING[act](session, actor, feedback)
    assert feedback.stage is step.to
    newest = NEW if act is Act.CHANGE else "A first change" if stage in OF_A_KNOWN_AUTHOR else FORMER
    former = before if step.shown is Shown.FORMER else None
    assert case.shown() == {Shown.NOTHING: None, Shown.NEW: newest, Shown.FORMER: former}[step.shown]
    told = {message.name for message in session.scalars(select(OutboxMessage)) if message.id not in seen}
    assert bool(told & AUTHOR_IS_TOLD) is (step.told is WhoIsTold.AUTHOR)
    assert bool(told & MODERATORS_ARE_TOLD) is (step.told is WhoIsTold.MODERATORS)
    if who is Who.MODERATOR:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.at.desc())).first()
        assert entry is not None, "what a moderator does is kept"


@pytest.mark.parametrize("who", [Who.AUTHOR, Who.TRUSTED_AUTHOR, Who.NAMELESS_AUTHOR])
def test_sending(session: Session, who: Who) -> None:
    case = Case(session, who)
    case.send(trusted=who is Who.TRUSTED_AUTHOR)
    step = LIFECYCLE[LifeStage.NOT_SENT, who, Act.SEND]
    assert case.feedback.stage is step.to
    assert case.shown() == (FORMER if step.shown is Shown.NEW else None)
    sent = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "feedback.submitted")).one()
    assert sent.payload["waits"] is (step.told is WhoIsTold.MODERATORS)


@pytest.mark.parametrize("act", DOING)
@pytest.mark.parametrize("stage", [LifeStage.WAITING, LifeStage.PUBLISHED, LifeStage.CHANGE_WAITING, LifeStage.HIDDEN])
def test_others_do_nothing(session: Session, stage: LifeStage, act: Act) -> None:
    """An author moderates nothing of their own, a moderator changes nobody's words, a colleague does neither."""
    case = Case(session, Who.AUTHOR)
    case.bring_to(stage)
    world = case.world
    people = [world.colleague, world.sponsor, world.manager if act in OF_AUTHORS else world.author]
    for person in people:
        with refused(session, DomainError):
            DOING[act](session, replace(world.actor(person), trusted_in=case.everywhere), case.feedback)


def test_what_was_sent_back_with_an_account_number_stays_in_when_its_trusted_author_replies(session: Session) -> None:
    case = Case(session, Who.TRUSTED_AUTHOR)
    case.bring_to(LifeStage.SENT_BACK)
    DOING[Act.REPLY](session, case.actor(), case.feedback)
    assert case.shown() is None


def test_nobody_can_be_trusted_through_a_code(session: Session) -> None:
    case = Case(session, Who.MODERATOR)
    case.is_nameless = True
    case.bring_to(LifeStage.WAITING)
    with refused(session, CannotTrust):
        DOING[Act.PUBLISH_AND_TRUST](session, case.actor(), case.feedback)


def test_a_change_leaves_search_and_figures_with_the_former_words(session: Session) -> None:
    case = Case(session, Who.AUTHOR)
    case.bring_to(LifeStage.PUBLISHED)
    stems = case.feedback.stems
    change(session, case.actor(), case.feedback, "Zebra")
    session.refresh(case.feedback)
    assert case.feedback.stems == stems
    publish_case(session, case.world.actor(case.world.manager), case.feedback.id, case.feedback.version)
    assert "zebra" in case.feedback.stems


def test_the_document_prints_the_table() -> None:
    printed = DOCUMENT.read_text(encoding="utf-8")
    lines = [
        f"| {', '.join(stages)} | {', '.join(people)} | {act} | {step.to} | {step.shown} | {step.told} |"
        for stages, people, act, step in ROWS
    ]
    missing = [line for line in lines if line not in printed]
    assert not missing, "docs/moderation.md lacks:\n" + "\n".join(missing)
    assert printed.count("\n| ") == len(lines) + 1, "docs/moderation.md has a line the table has not"


def test_the_table_has_no_line_twice() -> None:
    assert len(LIFECYCLE) == sum(len(stages) * len(people) for stages, people, _act, _step in ROWS)
    assert {who for _, who, act in LIFECYCLE if act is Act.CHANGE} == set(KNOWN_AUTHORS)
