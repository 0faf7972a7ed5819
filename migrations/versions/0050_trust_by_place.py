"""Trust authors in an entity or in one campaign there; who was trusted stays so in the entity.

Revision ID: 0050
Revises: 0049
"""

import secrets
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0050"
down_revision: Union[str, Sequence[str], None] = "0049"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TRUSTING = "published_and_trusted"
TRUSTED = "SELECT id, entity_id, trusted_at FROM people WHERE trusted_at IS NOT NULL"
EARNED = f"""SELECT feedback.author_id, feedback.entity_id, moderation_decisions.id, moderation_decisions.at
    FROM moderation_decisions JOIN feedback ON feedback.id = moderation_decisions.feedback_id
    JOIN people ON people.id = feedback.author_id
    WHERE moderation_decisions.outcome = '{TRUSTING}' AND people.trusted_at IS NOT NULL"""


def upgrade() -> None:
    """Upgrade schema."""
    trusts = op.create_table(
        "author_trusts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", BIG_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_author_trusts_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_author_trusts_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_author_trusts_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_trusts")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_author_trusts_decision_id")),
    )
    for column in ("entity_id", "campaign_id"):
        op.create_index(op.f(f"ix_author_trusts_{column}"), "author_trusts", [column])
    op.create_index("ix_author_trusts_place", "author_trusts", ["person_id", "entity_id", "campaign_id"])
    op.add_column(
        "moderation_decisions", sa.Column("trusts_in_entity", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    decisions = sa.table("moderation_decisions", sa.column("outcome"), sa.column("trusts_in_entity"))
    op.execute(decisions.update().where(decisions.c.outcome == TRUSTING).values(trusts_in_entity=sa.true()))
    rows = _carried_over(op.get_bind())
    if rows:
        op.bulk_insert(trusts, rows)


def _carried_over(connection: sa.Connection) -> list[dict[str, object]]:
    """Return a row for each decision that trusted somebody, and one where they work if no decision did."""
    moment = sa.DateTime(timezone=True)
    earned = connection.execute(sa.text(EARNED).columns(at=moment)).all()
    rows = [_row(person_id, entity_id, decision_id, at) for person_id, entity_id, decision_id, at in earned]
    there = {(row["person_id"], row["entity_id"]) for row in rows}
    for person_id, entity_id, at in connection.execute(sa.text(TRUSTED).columns(trusted_at=moment)):
        if (person_id, entity_id) not in there:
            rows.append(_row(person_id, entity_id, None, at))
    return rows


def _row(person_id: int, entity_id: int, decision_id: int | None, at: object) -> dict[str, object]:
    return {
        "id": secrets.randbits(63) or 1,
        "person_id": person_id,
        "entity_id": entity_id,
        "campaign_id": None,
        "decision_id": decision_id,
        "at": at,
    }


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("moderation_decisions", "trusts_in_entity")
    op.drop_table("author_trusts")
