"""notices about anything

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-27 08:10:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0005"
down_revision: Union[str, Sequence[str], None] = "0004"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OLD_KINDS = (
    "feedback_waiting", "feedback_published", "feedback_sent_back", "feedback_hidden", "feedback_commented",
    "feedback_answered", "feedback_handled", "decision_recorded",
)  # fmt: skip


def upgrade() -> None:
    """A notice names the sort and the number of its subject; which kinds there are, the application knows."""
    with op.batch_alter_table("notices") as batch_op:
        batch_op.add_column(sa.Column("subject_type", sa.String(40), nullable=False, server_default="feedback"))
        batch_op.drop_constraint(op.f("fk_notices_feedback_id_feedback"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_notices_feedback_id"))
        batch_op.drop_constraint(op.f("ck_notices_noticekind"), type_="check")
        batch_op.alter_column("feedback_id", new_column_name="subject_id", existing_type=BIG_ID)
        batch_op.alter_column("kind", type_=sa.String(40), existing_nullable=False)
    with op.batch_alter_table("notices") as batch_op:
        batch_op.alter_column("subject_type", server_default=None, existing_type=sa.String(40))


def downgrade() -> None:
    """Notices about anything but a contribution are lost."""
    kinds = sa.Enum(*OLD_KINDS, name="noticekind", native_enum=False, create_constraint=True, length=40)
    notices = sa.table("notices", sa.column("subject_type"), sa.column("subject_id"), sa.column("kind"))
    feedback = sa.table("feedback", sa.column("id"))
    op.execute(
        notices.delete().where(
            sa.or_(
                notices.c.subject_type != "feedback",
                notices.c.kind.not_in(OLD_KINDS),
                notices.c.subject_id.not_in(sa.select(feedback.c.id)),
            )
        )
    )
    with op.batch_alter_table("notices") as batch_op:
        batch_op.drop_column("subject_type")
        batch_op.alter_column("subject_id", new_column_name="feedback_id", existing_type=BIG_ID)
        batch_op.alter_column("kind", type_=kinds, existing_type=sa.String(40))
    with op.batch_alter_table("notices") as batch_op:
        batch_op.create_foreign_key(
            op.f("fk_notices_feedback_id_feedback"), "feedback", ["feedback_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(op.f("ix_notices_feedback_id"), ["feedback_id"])
