"""Posts leave, and are forgotten. They run in an application context, without a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.i18n.locale import interface_language, language_of
from app.jobs.run import Task
from app.outside.address import target_of
from app.outside.errors import AddressNotAllowed, NoAnswer, NotReached
from app.outside.post import post_json
from app.policy.actor import SYSTEM
from app.texts.queries import EMPTY, texts_of
from app.webhooks.presenters import chat_content
from app.webhooks.queries import PostToSend, post_to_send
from app.webhooks.service import forget_posts, mark_left, mark_not_left, note_outcome
from app.webhooks.types import PostFault
from config import Settings

SUCCESS = range(200, 300)


def send_post(session: Session, task: Task) -> None:
    """Send one post, at most once: it is tried again only while no connection was made."""
    post_id = int(task.payload["post_id"])
    post = post_to_send(session, SYSTEM, post_id)
    session.close()  # nothing is held while another server is waited for
    if post is None or not mark_left(session, SYSTEM, post_id):
        return
    try:
        fault = _send(session, post)
    except NotReached:
        mark_not_left(session, SYSTEM, post_id)
        raise
    note_outcome(session, SYSTEM, post_id, fault)


def _send(session: Session, post: PostToSend) -> PostFault | None:
    """Return why a post did not arrive, if it did not.

    :raises NotReached: there was no connection
    """
    settings: Settings = current_app.extensions["settings"]
    if not (settings.webhooks and post.is_on):
        return PostFault.SWITCHED_OFF
    locale = interface_language(post.locale, settings.locales)
    texts = texts_of(session, replace(SYSTEM, locale=locale), [post.campaign_title_id], post.locale)
    session.close()
    title = texts.get(post.campaign_title_id or 0, EMPTY).value
    with language_of(locale):
        content = chat_content(post, title, settings.base_url)
    try:
        status = post_json(target_of(post.url, settings.webhook_internal_hosts), content)
    except AddressNotAllowed:
        return PostFault.NOT_ALLOWED
    except NoAnswer:
        return PostFault.NO_ANSWER
    return None if status in SUCCESS else PostFault.TURNED_DOWN


def forget_old_posts(session: Session, due_at: datetime) -> None:
    """Delete old posts."""
    forget_posts(session, SYSTEM, due_at)
