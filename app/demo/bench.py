"""The glossary of the group, and a source that changed after it had been translated."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from app.demo import reader
from app.demo.world import World, random_for
from app.known_issues.models import KnownIssue
from app.known_issues.service import IssueInput, change_issue
from app.policy.actor import SYSTEM, Role
from app.texts.queries import words_in_all_languages
from app.translating.service import TermInput, write_term

TERMS_IN, CHANGED_IN = 1, 7  # weeks
HOME = "horizon"  # the clock of the central team


def plan_bench(world: World) -> None:
    """Let the central team write the glossary, and the product team change what is known of an issue."""
    content = reader.bench()
    for place, entry in enumerate(content["terms"]):
        day = world.timeline.day(TERMS_IN - 1, place % 5)
        at = world.timeline.moment(world.entities[HOME], day, random_for("term", place))
        world.plan(at, partial(_write_term, world, entry))
    day = world.timeline.day(CHANGED_IN - 1, 2)
    at = world.timeline.moment(world.entities[HOME], day, random_for("changed issue"))
    world.plan(at, partial(_change_issue, world, content["changed_issue"]))


def _write_term(world: World, entry: Mapping[str, Any]) -> None:
    writer = world.actor(world.holders(Role.CENTRAL_TEAM)[0])
    write_term(world.session, writer, TermInput(entry["words"], entry["avoid"], entry["note"]))


def _change_issue(world: World, entry: Mapping[str, Any]) -> None:
    """Change the words of the source alone: the translations are then behind it."""
    session = world.session
    of_campaign = KnownIssue.campaign_id == world.campaigns[entry["campaign"]].id
    for issue in session.scalars(select(KnownIssue).where(of_campaign)).all():
        words = words_in_all_languages(session, SYSTEM, [issue.title_text_id, issue.body_text_id])
        if words[issue.title_text_id, "en"] != entry["title"]:
            continue
        titles, bodies = (
            {locale: said for (text_id, locale), said in words.items() if text_id == wanted}
            for wanted in (issue.title_text_id, issue.body_text_id)
        )
        data = IssueInput(titles, {**bodies, "en": entry["body"]}, issue.state, issue.product_id, version=issue.version)
        change_issue(session, world.actor(world.holders(Role.PRODUCT_TEAM)[0]), issue.id, data)
