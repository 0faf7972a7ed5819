"""The limit to compare with: what Flask and SQLAlchemy cost by themselves, without one of the product's features.

A signed-in page of fifty rows, of the product page's weight: a signed cookie, the user's row, one Core query, the
user's own votes, one template. A durable insert: a form, one INSERT, one COMMIT. And as many statements as a
contribution sends, of the same kinds: one read, then one read and four writes, and one COMMIT.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, redirect, render_template, request, session
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from app.db.engine import make_engine, will_write

SECRET = "a secret of the bare application"  # noqa: S105 - protects nothing
ROWS = 50
metadata = MetaData()
users = Table(
    "bare_users", metadata, Column("id", Integer, primary_key=True), Column("name", String(120)),
    Column("locale", String(16)),
)  # fmt: skip
items = Table(
    "bare_items", metadata,
    Column("id", Integer, primary_key=True), Column("author_id", ForeignKey("bare_users.id")),
    Column("title", String(300)), Column("body", Text), Column("language", String(16)), Column("status", String(16)),
    Column("vote_count", Integer), Column("created_at", DateTime), Column("is_shown", Boolean),
    Index("ix_bare_items", "is_shown", "created_at"),
)  # fmt: skip
votes = Table(
    "bare_votes", metadata, Column("item_id", ForeignKey("bare_items.id"), primary_key=True),
    Column("user_id", ForeignKey("bare_users.id"), primary_key=True),
)  # fmt: skip
log = Table("bare_log", metadata, Column("id", Integer, primary_key=True), Column("payload", Text))
counts = Table("bare_counts", metadata, Column("kind", String(16), primary_key=True), Column("number", Integer))
ONE = select(items.c.id, items.c.title, items.c.language, users.c.name).join(users).where(items.c.id == bindparam("id"))
COUNT = update(counts).where(counts.c.kind == bindparam("of")).values(number=counts.c.number + 1)
USER = select(users.c.id, users.c.name, users.c.locale).where(users.c.id == bindparam("id"))
FEED = (
    select(items.c.id, items.c.title, items.c.body, items.c.language, items.c.status, items.c.vote_count,
           items.c.created_at, users.c.name)
    .join(users, users.c.id == items.c.author_id)
    .where(items.c.is_shown)
    .order_by(items.c.created_at.desc())
    .limit(ROWS)
)  # fmt: skip
MINE = select(votes.c.item_id).where(
    votes.c.user_id == bindparam("id"), votes.c.item_id.in_(bindparam("ids", expanding=True))
)
PAGE = """<!DOCTYPE html>
<html lang="{{ user.locale }}">
<head><meta charset="utf-8"><title>Contributions</title><link rel="stylesheet" href="/app.css"></head>
<body><header><nav>{% for name, url in nav %}<a href="{{ url }}">{{ name }}</a>{% endfor %}</nav>
{{ user.name }}</header>
<main><h1>Contributions</h1>
{% for item in items %}<article class="card" id="i{{ item.id }}">
<h2 lang="{{ item.language }}"><a href="/items/{{ item.id }}">{{ item.title }}</a></h2>
<p lang="{{ item.language }}">{{ item.body }}</p>
<p class="meta"><span>{{ item.name }}</span> <time datetime="{{ item.created_at.isoformat() }}">{{
item.created_at.strftime("%Y-%m-%d %H:%M") }}</time> <span class="chip">{{ statuses[item.status] }}</span></p>
<p><button formaction="/items/{{ item.id }}/vote" aria-pressed="{{ "true" if item.id in mine else "false" }}">{{
item.vote_count }}</button> <a href="/items/{{ item.id }}#comments">Comments</a></p>
</article>
{% endfor %}</main><!-- {{ filling }} --></body></html>"""
NAV = (("Home", "/"), ("Campaigns", "/c"), ("Dashboard", "/d"), ("Profile", "/p"))
STATUSES = {"new": "New", "known": "Known", "done": "Done"}


def fill(database_url: str, texts: Iterable[tuple[str, str, str]]) -> None:
    """Write a user and contributions with those titles, texts and languages."""
    engine = make_engine(database_url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(users), [{"id": n, "name": f"Author {n}", "locale": "fr"} for n in range(1, 41)])
        rows: list[dict[str, Any]] = [
            {"author_id": number % 40 + 1, "title": title, "body": body, "language": language,
             "status": ("new", "known", "done")[number % 3], "vote_count": number % 30,
             "created_at": datetime(2026, 1, 1 + number % 27, 12, number % 60, tzinfo=UTC).replace(tzinfo=None),
             "is_shown": True}
            for number, (title, body, language) in enumerate(texts, start=1)
        ]  # fmt: skip
        connection.execute(insert(items), rows)
        ids = connection.scalars(select(items.c.id).order_by(items.c.id)).all()  # the database's own: more will come
        connection.execute(insert(counts), {"kind": "day", "number": 0})
        connection.execute(insert(votes), [{"item_id": item_id, "user_id": 1} for item_id in ids[::5]])
    engine.dispose()


def cookie() -> str:
    """Return the header of a signed-in browser."""
    app = Flask(__name__)
    app.secret_key = SECRET
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return f"session={serializer.dumps({'user_id': 1})}"


def sent() -> dict[str, Any]:
    """Return the columns of what the form brings."""
    return {
        "author_id": 1, "title": request.form["title"], "body": request.form["body"], "language": "en", "status": "new",
        "vote_count": 0, "is_shown": False,
        "created_at": datetime.now(UTC).replace(tzinfo=None),  # noqa: TID251 - the bare application has no clock of its own
    }  # fmt: skip


def make_app() -> Flask:
    """Build the application on ``BARE_DATABASE_URL``; ``BARE_FILLING`` characters bring its page to a weight."""
    app = Flask(__name__)
    app.secret_key = SECRET
    app.jinja_env.loader = DictLoader({"page.html": PAGE})
    engine = make_engine(os.environ["BARE_DATABASE_URL"])
    filling = "x" * int(os.environ.get("BARE_FILLING", "0"))

    @app.get("/page")
    def page() -> ResponseReturnValue:
        user_id = session["user_id"]
        with engine.connect() as connection:
            user = connection.execute(USER, {"id": user_id}).one()
            rows = connection.execute(FEED).all()
            mine = {row[0] for row in connection.execute(MINE, {"id": user_id, "ids": [row.id for row in rows]})}
        return render_template(
            "page.html", user=user, items=rows, mine=mine, nav=NAV, statuses=STATUSES, filling=filling
        )

    @app.post("/insert")
    def store() -> ResponseReturnValue:
        with engine.begin() as connection:
            connection.execute(insert(items), sent())
        return redirect("/thanks")

    @app.post("/contribute")
    def contribute() -> ResponseReturnValue:
        with engine.connect() as connection:
            connection.execute(USER, {"id": session["user_id"]}).one()
        with engine.connect() as connection, connection.begin():
            will_write(connection)
            connection.execute(ONE, {"id": 2}).all()
            connection.execute(insert(items), sent())
            for payload in ("journal", "event"):
                connection.execute(insert(log), {"payload": payload})
            connection.execute(COUNT, {"of": "day"})
        return redirect("/thanks")

    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    return app
