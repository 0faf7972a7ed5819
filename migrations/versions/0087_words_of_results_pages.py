"""Make the words of results pages texts, which are translated like all others. Published versions stay as they are.

Revision ID: 0087
Revises: 0086
"""

import secrets
from datetime import UTC, datetime
from typing import Any, Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0087"
down_revision: Union[str, Sequence[str], None] = "0086"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = sa.table("texts", sa.column("id"), sa.column("source_locale"), sa.column("version"))
TRANSLATIONS = sa.table(
    "translations", sa.column("text_id"), sa.column("locale"), sa.column("value"), sa.column("source_version"),
    sa.column("state"), sa.column("at", sa.DateTime(timezone=True)),
)  # fmt: skip
PAGES = sa.table(
    "results_pages", sa.column("campaign_id"), sa.column("draft", sa.JSON()), sa.column("intro_text_id")
)
WORDS = sa.table(
    "results_words", sa.column("campaign_id"), sa.column("decision_id"), sa.column("said_text_id"),
    sa.column("stands_text_id"),
)  # fmt: skip


def upgrade() -> None:
    """Upgrade schema. The words stay in the drafts too, for the release before this one."""
    op.create_table(
        "results_words",
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("said_text_id", BIG_ID, nullable=True),
        sa.Column("stands_text_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["results_pages.campaign_id"], name=op.f("fk_results_words_campaign_id_results_pages"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_results_words_decision_id_decisions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["said_text_id"], ["texts.id"], name=op.f("fk_results_words_said_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["stands_text_id"], ["texts.id"], name=op.f("fk_results_words_stands_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "decision_id", name=op.f("pk_results_words")),
        sa.UniqueConstraint("said_text_id", name=op.f("uq_results_words_said_text_id")),
        sa.UniqueConstraint("stands_text_id", name=op.f("uq_results_words_stands_text_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_results_words_decision_id"), "results_words", ["decision_id"])
    with op.batch_alter_table("results_pages") as batch:
        batch.add_column(sa.Column("intro_text_id", BIG_ID, nullable=True))
        batch.create_foreign_key(
            op.f("fk_results_pages_intro_text_id_texts"), "texts", ["intro_text_id"], ["id"], ondelete="RESTRICT"
        )
        batch.create_unique_constraint(op.f("uq_results_pages_intro_text_id"), ["intro_text_id"])
    _fill(op.get_bind())


def downgrade() -> None:
    """Downgrade schema: the words go back into the drafts."""
    connection = op.get_bind()
    texts: list[int] = []

    def words(text_id: int | None) -> dict[str, str]:
        if text_id is None:
            return {}
        texts.append(text_id)
        wanted = sa.select(TRANSLATIONS.c.locale, TRANSLATIONS.c.value).where(TRANSLATIONS.c.text_id == text_id)
        return {row.locale: row.value for row in connection.execute(wanted)}

    for campaign_id, draft, intro_text_id in connection.execute(sa.select(PAGES)).all():
        rows = connection.execute(sa.select(WORDS).where(WORDS.c.campaign_id == campaign_id)).all()
        kept = {str(row.decision_id): row for row in rows}
        for entry in draft.get("entries", ()):
            row = kept.get(entry["decision_id"])
            entry["said"] = words(row.said_text_id if row else None)
            entry["stands"] = words(row.stands_text_id if row else None)
        said = draft | {"intro": words(intro_text_id)}
        connection.execute(sa.update(PAGES).where(PAGES.c.campaign_id == campaign_id).values(draft=said))
    with op.batch_alter_table("results_pages") as batch:
        batch.drop_constraint(op.f("uq_results_pages_intro_text_id"), type_="unique")
        batch.drop_constraint(op.f("fk_results_pages_intro_text_id_texts"), type_="foreignkey")
        batch.drop_column("intro_text_id")
    op.drop_table("results_words")
    for text_id in texts:
        connection.execute(sa.delete(TRANSLATIONS).where(TRANSLATIONS.c.text_id == text_id))
        connection.execute(sa.delete(TEXTS).where(TEXTS.c.id == text_id))


def _fill(connection: sa.Connection) -> None:
    sources = {row.id: row.source_locale for row in connection.execute(sa.text("SELECT id, source_locale FROM campaigns"))}
    decisions = set(connection.execute(sa.text("SELECT id FROM decisions")).scalars())
    for campaign_id, draft, _intro in connection.execute(sa.select(PAGES)).all():
        first = sources[campaign_id]
        intro = _text(connection, draft.get("intro", {}), first)
        connection.execute(sa.update(PAGES).where(PAGES.c.campaign_id == campaign_id).values(intro_text_id=intro))
        for entry in draft.get("entries", ()):
            if int(entry["decision_id"]) in decisions:
                row = {
                    "campaign_id": campaign_id, "decision_id": int(entry["decision_id"]),
                    "said_text_id": _text(connection, entry["said"], first),
                    "stands_text_id": _text(connection, entry["stands"], first),
                }  # fmt: skip
                connection.execute(sa.insert(WORDS).values(**row))


def _text(connection: sa.Connection, words: dict[str, Any], first: str) -> int | None:
    """Store words by language as a text; return its number, or none where nothing is said."""
    if not words:
        return None
    number = secrets.randbits(63) or 1
    source = first if first in words else next(iter(words))
    connection.execute(sa.insert(TEXTS).values(id=number, source_locale=source, version=1))
    for locale, value in words.items():
        row = {
            "text_id": number, "locale": locale, "value": value, "source_version": 1, "state": "validated",
            "at": datetime.now(UTC),
        }  # fmt: skip
        connection.execute(sa.insert(TRANSLATIONS).values(**row))
    return number
