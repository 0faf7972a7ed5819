"""What colleagues wrote already about the same, while somebody writes: a part of the form's page."""

from __future__ import annotations

from dataclasses import asdict

from flask import current_app, request
from flask.typing import ResponseReturnValue

from app.campaigns.queries import campaign_by_slug
from app.feedback.presenters.similar import SimilarLine, similar_heading, similar_lines
from app.feedback.queries.similar import similar_feedback
from app.feedback.routes.blueprint import bp
from app.feedback.routes.feed import may_join_in
from app.feedback.types import BODY_MAX_CHARS, TITLE_MAX_CHARS
from app.language.detect import detect
from app.language.stems import telling_words
from app.web.auth import group_of_session
from app.web.context import current_actor, current_locale, current_session
from app.web.limits import count_try

LOOKS_OF_GROUP = "6000 per 1 hour"  # of all who share a group: who looks is not noted
WORDS = 5


@bp.post("/campaigns/<slug>/feedback/similar")
def similar(slug: str) -> ResponseReturnValue:
    """Return what is similar to the words that are sent, for a script; they are not stored, and in no address."""
    count_try(LOOKS_OF_GROUP, "similar", "group", group_of_session(str(current_app.secret_key)))
    words = (request.form.get("title", "")[:TITLE_MAX_CHARS], request.form.get("body", "")[:BODY_MAX_CHARS])
    lines = lines_like(slug, *words)
    return {"heading": similar_heading(lines), "lines": [asdict(line) for line in lines]}


def lines_like(slug: str, title: str, body: str) -> tuple[SimilarLine, ...]:
    """Return what is similar to these words, for the reader. Four statements at most."""
    session, actor = current_session(), current_actor()
    language = detect(f"{title}\n{body}", (actor.language,))
    words = telling_words(f"{title} {body}", language, WORDS)
    campaign = campaign_by_slug(session, actor, slug)
    rows = similar_feedback(session, actor, campaign.facts, words, language) if words else []
    return similar_lines(rows, current_locale(), actor.person_id, may_join_in(campaign)) if rows else ()
