"""invitations

Revision ID: 0037
Revises: 0036
Create Date: 2026-11-27 20:10:00.000000

"""

from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0037"
down_revision: Union[str, Sequence[str], None] = "0036"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "invitations",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("invited_by_id", BIG_ID, nullable=True),
        sa.Column("last_asked_by_id", BIG_ID, nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("send_count", sa.Integer(), nullable=False),
        sa.Column("sent_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'mailed', 'bounced', 'accepted', 'joined')",
            name=op.f("ck_invitations_invitationstate"),
        ),
        sa.CheckConstraint("sent_count <= send_count", name=op.f("ck_invitations_sent_as_asked")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_invitations_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["people.id"], name=op.f("fk_invitations_invited_by_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["last_asked_by_id"], ["people.id"], name=op.f("fk_invitations_last_asked_by_id_people"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("edition_id", "email_key", name=op.f("uq_invitations_edition_id_email_key")),
    )
    for column in ("email_key", "address_hash", "invited_by_id"):
        op.create_index(op.f(f"ix_invitations_{column}"), "invitations", [column])
    op.create_index("ix_invitations_of_a_day", "invitations", ["last_asked_by_id", "asked_on"])
    op.create_table(
        "invitation_stops",
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_invitation_stops")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("invitation_stops")
    op.drop_table("invitations")
