"""Show contributions with their authors' agreement.

Revision ID: 0053
Revises: 0052
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0053"
down_revision: Union[str, Sequence[str], None] = "0052"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "kind IN ('highlight', 'nugget', 'thanks')"
CONSENTS = "consent IN ('asked', 'agreed', 'refused', 'withdrawn', 'taken_back')"
STANCES = "stance IN ('adopted', 'looking', 'not_for_us')"
ONCE = sa.text("kind != 'thanks'")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "showings",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("feedback_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("consent", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("asked_by_id", BIG_ID, nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_showings_kind")),
        sa.CheckConstraint(CONSENTS, name=op.f("ck_showings_consent")),
        sa.CheckConstraint("kind != 'thanks' OR length(words) > 0", name=op.f("ck_showings_words_of_thanks")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_showings_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_showings_asked_by_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showings")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_showings_submission_key")),
    )
    op.create_index("ix_showings_feedback_id", "showings", ["feedback_id"])
    op.create_index("ix_showings_board", "showings", ["kind", "consent", "asked_on", "id"])
    op.create_index(op.f("ix_showings_asked_by_id"), "showings", ["asked_by_id"])
    op.create_index(
        "uq_showings_once", "showings", ["feedback_id", "kind"], unique=True, sqlite_where=ONCE, postgresql_where=ONCE
    )
    op.create_table(
        "nugget_adoptions",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("showing_id", BIG_ID, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint(STANCES, name=op.f("ck_nugget_adoptions_stance")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_nugget_adoptions_reason_given")),
        sa.ForeignKeyConstraint(
            ["showing_id"], ["showings.id"], name=op.f("fk_nugget_adoptions_showing_id_showings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_nugget_adoptions_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_nugget_adoptions_by_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nugget_adoptions")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_nugget_adoptions_submission_key")),
    )
    op.create_index("ix_nugget_adoptions_showing_id", "nugget_adoptions", ["showing_id", "at"])
    op.create_index(op.f("ix_nugget_adoptions_entity_id"), "nugget_adoptions", ["entity_id"])
    op.create_index(op.f("ix_nugget_adoptions_by_id"), "nugget_adoptions", ["by_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("nugget_adoptions")
    op.drop_table("showings")
