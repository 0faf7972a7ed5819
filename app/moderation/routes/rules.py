"""The page that says by which rules contributions are moderated."""

from __future__ import annotations

from flask import render_template

from app.house_rules.presenters import own_rules, settings_links
from app.house_rules.queries import rules_read, settings_places
from app.moderation.forms import READY_REASONS
from app.moderation.routes.blueprint import bp
from app.policy.actor import MODERATING_ROLES
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.web.context import current_actor, current_locale, current_session


@bp.get("/moderation/rules")
def rules() -> str:
    """Show the rules to everybody, with the reasons that moderators choose among, and what their entity adds."""
    session, actor = current_session(), current_actor()
    require(actor, Action.MODERATION_RULES_READ, NOTHING)
    reasons = [sentence for code, sentence in READY_REASONS if code]
    moderated = {grant.entity_id for grant in actor.grants if grant.role in MODERATING_ROLES}
    entities = [number for number in (actor.entity_id, *moderated) if number is not None]
    return render_template(
        "moderation/rules.html",
        reasons=reasons,
        own=own_rules(rules_read(session, actor, entities), current_locale()),
        settings=settings_links(settings_places(session, actor)),
    )
