"""Reports that people ask for, and the files of them.

Revision ID: 0063
Revises: 0062
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0063"
down_revision: Union[str, Sequence[str], None] = "0062"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("stored_files") as batch:
        batch.alter_column(
            "media_type", existing_type=sa.String(length=60), type_=sa.String(length=100), existing_nullable=False
        )
    op.create_table(
        "reports",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", BIG_ID, nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("formats", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("failure", sa.String(length=40), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'building', 'ready', 'failed')", name=op.f("ck_reports_reportstate")),
        sa.CheckConstraint(
            "failure IN ('no_room', 'library_missing', 'no_access', 'taken_back', 'broken')",
            name=op.f("ck_reports_reportfailure"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_reports_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_reports_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_reports_asked_by_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    for column in ("asked_by_id", "campaign_id", "entity_id", "expires_at"):
        op.create_index(op.f(f"ix_reports_{column}"), "reports", [column])
    op.create_table(
        "report_files",
        sa.Column("report_id", BIG_ID, nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("lacks_letters", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "format IN ('xlsx', 'csv', 'json', 'pptx', 'pdf')", name=op.f("ck_report_files_reportformat")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_files_report_id_reports"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_report_files_file_id_stored_files"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "format", name=op.f("pk_report_files")),
    )
    op.create_index(op.f("ix_report_files_file_id"), "report_files", ["file_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("report_files")
    op.drop_table("reports")
    with op.batch_alter_table("stored_files") as batch:
        batch.alter_column(
            "media_type", existing_type=sa.String(length=100), type_=sa.String(length=60), existing_nullable=False
        )
