"""Propose groups of a campaign's contributions, and make themes of them: a machine proposes, people accept."""

from __future__ import annotations

from sqlalchemy import delete, func, literal, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.languages import UNDETERMINED
from app.db.insert import insert_for, insert_rows
from app.db.lock import locked, locked_if_any
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.queries.figures import THEMES
from app.feedback.types import State
from app.figures.counting import counting_changes
from app.jobs.queue import enqueue
from app.journal.record import record
from app.language.groups import LEAST_TEXTS, group_texts
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.themes.errors import AlreadyGrouping, GroupSettled, NothingToGroup
from app.themes.models import GroupMember, GroupRun, GroupVector, ProposedGroup
from app.themes.queries.lists import campaign_theme_facts
from app.themes.service.give import give_pairs
from app.themes.service.write import ThemeInput, create_theme, locked_campaign
from app.themes.types import GroupState, RunState

GROUP_JOB = "themes.group"
READ_MAX = 20_000  # contributions of a language, the newest: what a worker groups within its lease
LANGUAGES_MAX = 12


def propose_groups(session: Session, actor: Actor, campaign_id: int) -> None:
    """Let the contributions of a campaign be grouped; what was proposed before and is still open goes.

    :raises Forbidden: the actor does not write the themes of the campaign; :raises NotFound: there is none
    :raises AlreadyGrouping: it runs at this moment
    :raises NothingToGroup: no language has enough contributions
    """
    facts = campaign_theme_facts(session, campaign_id)
    require(actor, Action.THEME_WRITE, facts)
    with transaction(session):
        locked_campaign(session, campaign_id)
        running = select(GroupRun.id).where(GroupRun.campaign_id == campaign_id, GroupRun.state == RunState.RUNNING)
        if session.scalar(running) is not None:
            raise AlreadyGrouping
        count = func.count()
        spoken = session.scalars(
            select(Feedback.language)
            .where(
                Feedback.campaign_id == campaign_id,
                Feedback.state == State.PUBLISHED,
                Feedback.language != UNDETERMINED,
            )
            .group_by(Feedback.language)
            .having(count >= LEAST_TEXTS)
            .order_by(count.desc(), Feedback.language)
            .limit(LANGUAGES_MAX)
        ).all()
        if not spoken:
            raise NothingToGroup
        session.execute(delete(GroupRun).where(GroupRun.campaign_id == campaign_id))
        run = GroupRun(campaign_id=campaign_id, languages=" ".join(spoken))
        session.add(run)
        session.flush()
        record(session, actor, "themes.grouping_begun", ("campaign", campaign_id, facts))
        enqueue(session, GROUP_JOB, {"run_id": run.id, "step": 0})


def group_language(session: Session, actor: Actor, run_id: int, step: int) -> None:
    """Group the contributions of one language of a run, and let the next one follow. Done twice it is done once.

    The grouping itself holds no transaction. Nothing is kept once somebody has stopped it.
    """
    require(actor, Action.THEME_WRITE, Facts())
    with transaction(session):  # ended before the machine works: it locks nothing
        run = session.get(GroupRun, run_id, populate_existing=True)
        if run is None or run.state is not RunState.RUNNING or run.done != step:
            return
        languages = run.languages.split()
        newest = session.execute(
            select(Feedback.id, Feedback.title, Feedback.body)
            .where(
                Feedback.campaign_id == run.campaign_id,
                Feedback.state == State.PUBLISHED,
                Feedback.language == languages[step],
            )
            .order_by(Feedback.created_at.desc(), Feedback.id)
            .limit(READ_MAX)
        ).all()
    rows = sorted(newest)
    found = group_texts([f"{row.title}\n{row.body}" for row in rows], languages[step])
    with transaction(session):
        run = locked_if_any(session, GroupRun, run_id)
        if run is None or run.state is not RunState.RUNNING or run.done != step:
            return
        for group in found:
            proposed = ProposedGroup(run_id=run.id, words=" ".join(group.words), language=languages[step])
            session.add(proposed)
            session.flush()
            members = [
                {"group_id": proposed.id, "feedback_id": rows[at].id, "rank": rank}
                for rank, at in enumerate(group.members)
            ]
            insert_rows(session, GroupMember, members)
        run.done += 1
        if run.done == len(languages):
            run.state = RunState.DONE
        else:
            enqueue(session, GROUP_JOB, {"run_id": run.id, "step": run.done})


def stop_grouping(session: Session, actor: Actor, campaign_id: int) -> None:
    """Stop it after what is being read; what was found before stays proposed.

    :raises Forbidden: the actor does not write the themes of the campaign
    """
    facts = campaign_theme_facts(session, campaign_id)
    require(actor, Action.THEME_WRITE, facts)
    with transaction(session):
        chosen = select(GroupRun).where(GroupRun.campaign_id == campaign_id, GroupRun.state == RunState.RUNNING)
        run = session.scalars(chosen.with_for_update(key_share=True).execution_options(populate_existing=True)).first()
        if run is None:
            return
        run.state = RunState.STOPPED
        session.execute(delete(GroupVector).where(GroupVector.run_id == run.id))
        record(session, actor, "themes.grouping_stopped", ("campaign", campaign_id, facts))


def accept_group(session: Session, actor: Actor, group_id: int, data: ThemeInput) -> int:
    """Make a theme of a proposed group and give it to its contributions; return the theme.

    :raises NotFound: absent, or not for the actor; :raises GroupSettled: somebody was faster
    :raises ThemeNameMissing, ThemeNameTaken, TooManyThemes: as for any theme
    """
    with transaction(session):
        group, run, facts = _group_for_update(session, actor, group_id)
        theme_id = create_theme(session, actor, run.campaign_id, data)
        members = session.scalars(
            select(GroupMember.feedback_id)
            .join(Feedback, Feedback.id == GroupMember.feedback_id)
            .where(GroupMember.group_id == group.id, Feedback.state == State.PUBLISHED)
            .order_by(GroupMember.feedback_id)
            .with_for_update(of=Feedback, key_share=True)
        ).all()
        with counting_changes(session, THEMES, *members):
            give_pairs(session, [(theme_id, feedback_id) for feedback_id in members])
        group.state = GroupState.ACCEPTED
        record(session, actor, "themes.group_accepted", ("theme", theme_id, facts), {"count": len(members)})
    return theme_id


def refuse_group(session: Session, actor: Actor, group_id: int) -> None:
    """Say that a proposed group makes no theme.

    :raises NotFound: absent, or not for the actor; :raises GroupSettled: somebody was faster
    """
    with transaction(session):
        group, _run, _facts = _group_for_update(session, actor, group_id)
        group.state = GroupState.REFUSED


def merge_groups(session: Session, actor: Actor, group_id: int, into_id: int) -> None:
    """Let a proposed group be a part of another one of the same run, in another language perhaps.

    :raises NotFound: one of them is absent, or not for the actor; :raises GroupSettled: somebody was faster
    """
    with transaction(session):
        group, run, _facts = _group_for_update(session, actor, group_id)
        into, other, _facts = _group_for_update(session, actor, into_id)
        if run.id != other.id or group.id == into.id:
            raise NotFound
        insert = insert_for(session.get_bind().dialect.name)
        kept = [GroupMember.feedback_id, GroupMember.rank, GroupMember.nearest_id]
        moved = select(literal(into.id), *kept).where(GroupMember.group_id == group.id)
        names = ["group_id", "feedback_id", "rank", "nearest_id"]
        session.execute(insert(GroupMember).from_select(names, moved).on_conflict_do_nothing())
        group.state = GroupState.MERGED


def _group_for_update(session: Session, actor: Actor, group_id: int) -> tuple[ProposedGroup, GroupRun, Facts]:
    """Return an open group with its run, and what rules may know; whoever decides in the same run waits here.

    :raises NotFound: absent, or not for the actor; :raises GroupSettled: it is open no longer
    """
    found = session.execute(
        select(GroupRun.id, GroupRun.campaign_id)
        .join(ProposedGroup, ProposedGroup.run_id == GroupRun.id)
        .where(ProposedGroup.id == group_id)
    ).first()
    if found is None:
        raise NotFound
    facts = campaign_theme_facts(session, found.campaign_id)
    require_sight(actor, Action.THEME_WRITE, facts)
    locked_campaign(session, found.campaign_id)
    run = locked(session, GroupRun, found.id)
    group = session.get(ProposedGroup, group_id, populate_existing=True)
    if group is None:
        raise NotFound
    if group.state is not GroupState.OPEN:
        raise GroupSettled
    return group, run, facts
