"""keep changes until they are read

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-27 08:20:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0007"
down_revision: Union[str, Sequence[str], None] = "0006"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "kind IN ('problem', 'idea', 'praise', 'question', 'unsorted')"
OUTCOMES = "outcome IN ('published', 'published_and_trusted', 'sent_back', 'hidden', 'change_refused')"
OUTCOMES_BEFORE = "outcome IN ('published', 'published_and_trusted', 'sent_back', 'hidden')"
REASON = "outcome NOT IN ('sent_back', 'hidden', 'change_refused') OR length(reason) > 0"
REASON_BEFORE = "outcome NOT IN ('sent_back', 'hidden') OR length(reason) > 0"
DECIDED = "handling IN ('decided', 'done', 'not_kept')"
PENDING = "pending_version IS NULL OR state = 'published'"
UNANSWERED = "state = 'published' AND answered_at IS NULL"
SELECTED = "state = 'published' AND handling = 'selected'"

# What stands at decided, done or not kept has a reason from now on: that of its last decision, or the team's answer.
# What has neither is not decided.
REASONS = (
    f"""UPDATE feedback SET handling_reason = COALESCE(
    (SELECT reason FROM decisions WHERE decisions.feedback_id = feedback.id ORDER BY at DESC, id LIMIT 1),
    (SELECT body FROM official_answers WHERE official_answers.feedback_id = feedback.id), '')
    WHERE handling_reason = '' AND {DECIDED}""",
    f"UPDATE feedback SET handling = 'known' WHERE handling_reason = '' AND {DECIDED}",
)


def upgrade() -> None:
    """Upgrade schema."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in REASONS:
        op.execute(statement)
    _add_pending_version(is_sqlite)
    _index("ix_feedback_queue", ["entity_id", "waiting_since", "id"], "waiting_since IS NOT NULL", replaces=True)
    _index("ix_feedback_owed", ["entity_id", "due_on", "id"], UNANSWERED)
    _index("ix_feedback_selected", ["entity_id", "created_at", "id"], SELECTED)
    _widen_revisions()
    op.create_table(
        "revision_images",
        sa.Column("feedback_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("alt_text", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id", "version"],
            ["feedback_revisions.feedback_id", "feedback_revisions.version"],
            name=op.f("fk_revision_images_feedback_id_feedback_revisions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_revision_images_file_id_stored_files"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("feedback_id", "version", "number", name=op.f("pk_revision_images")),
    )
    op.create_index(op.f("ix_revision_images_file_id"), "revision_images", ["file_id"])
    _check_outcomes(OUTCOMES, REASON)


def _add_pending_version(is_sqlite: bool) -> None:
    """Add the column with the two checks that a contribution gains.

    SQLite adds a check with a column only; a table made anew would lose what its search keeps.
    """
    reason = f"NOT ({DECIDED}) OR length(handling_reason) > 0"
    if is_sqlite:
        op.execute(
            "ALTER TABLE feedback ADD COLUMN pending_version INTEGER"
            f" CONSTRAINT ck_feedback_change_of_a_published_one CHECK ({PENDING})"
            f" CONSTRAINT ck_feedback_reason_where_decided CHECK ({reason})"
        )
        return
    op.add_column("feedback", sa.Column("pending_version", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f("ck_feedback_change_of_a_published_one"), "feedback", PENDING)
    op.create_check_constraint(op.f("ck_feedback_reason_where_decided"), "feedback", reason)


def _index(name: str, columns: list[str], where: str, *, replaces: bool = False) -> None:
    if replaces:
        op.drop_index(name, "feedback")
    op.create_index(name, "feedback", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _widen_revisions() -> None:
    """Let another version of a contribution hold all that an author may change."""
    with op.batch_alter_table("feedback_revisions") as batch:
        batch.alter_column("replaced_at", new_column_name="kept_at", existing_type=sa.DateTime(timezone=True))
        batch.add_column(sa.Column("kind", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("language", sa.String(length=16), nullable=False, server_default="und"))
        batch.add_column(sa.Column("step_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("rating", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("is_refused", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in ("kind", "language", "step_id", "rating"):
        op.execute(
            f"UPDATE feedback_revisions SET {column} ="
            f" (SELECT {column} FROM feedback WHERE feedback.id = feedback_revisions.feedback_id)"
        )
    with op.batch_alter_table("feedback_revisions") as batch:
        batch.alter_column("kind", nullable=False, existing_type=sa.String(length=40))
        batch.alter_column("language", server_default=None, existing_type=sa.String(length=16))
        batch.alter_column("is_refused", server_default=None, existing_type=sa.Boolean())
        batch.create_check_constraint(op.f("ck_feedback_revisions_kind"), KINDS)
        batch.create_foreign_key(
            op.f("fk_feedback_revisions_step_id_mission_steps"), "mission_steps", ["step_id"], ["id"],
            ondelete="SET NULL",
        )  # fmt: skip
        batch.create_index(op.f("ix_feedback_revisions_step_id"), ["step_id"])


def _check_outcomes(outcomes: str, reason: str) -> None:
    with op.batch_alter_table("moderation_decisions") as batch:
        batch.drop_constraint(op.f("ck_moderation_decisions_outcome"), type_="check")
        batch.drop_constraint(op.f("ck_moderation_decisions_reason_where_due"), type_="check")
        batch.create_check_constraint(op.f("ck_moderation_decisions_outcome"), outcomes)
        batch.create_check_constraint(op.f("ck_moderation_decisions_reason_where_due"), reason)


def downgrade() -> None:
    """Downgrade schema."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute("DELETE FROM moderation_decisions WHERE outcome = 'change_refused'")
    _check_outcomes(OUTCOMES_BEFORE, REASON_BEFORE)
    op.drop_table("revision_images")
    with op.batch_alter_table("feedback_revisions") as batch:
        batch.drop_index(op.f("ix_feedback_revisions_step_id"))
        batch.drop_constraint(op.f("ck_feedback_revisions_kind"), type_="check")
        batch.drop_constraint(op.f("fk_feedback_revisions_step_id_mission_steps"), type_="foreignkey")
        for column in ("kind", "language", "step_id", "rating", "is_refused"):
            batch.drop_column(column)
        batch.alter_column("kept_at", new_column_name="replaced_at", existing_type=sa.DateTime(timezone=True))
    op.drop_index("ix_feedback_selected", "feedback")
    op.drop_index("ix_feedback_owed", "feedback")
    op.execute("UPDATE feedback SET waiting_since = NULL WHERE state <> 'waiting'")
    _index("ix_feedback_queue", ["entity_id", "waiting_since", "id"], "state = 'waiting'", replaces=True)
    if not is_sqlite:
        op.drop_constraint(op.f("ck_feedback_reason_where_decided"), "feedback", type_="check")
        op.drop_constraint(op.f("ck_feedback_change_of_a_published_one"), "feedback", type_="check")
    op.drop_column("feedback", "pending_version")
