"""known issues

Revision ID: 0028
Revises: 0027
Create Date: 2026-11-27 16:50:00.000000

"""

from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0028"
down_revision: Union[str, Sequence[str], None] = "0027"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "known_issues",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("title_text_id", BIG_ID, nullable=False),
        sa.Column("body_text_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'fixed')", name=op.f("ck_known_issues_issuestate")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_known_issues_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_known_issues_product_id_products"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["title_text_id"], ["texts.id"], name=op.f("fk_known_issues_title_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["body_text_id"], ["texts.id"], name=op.f("fk_known_issues_body_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_issues")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_known_issues_submission_key")),
    )
    for column in ("campaign_id", "product_id", "title_text_id", "body_text_id"):
        op.create_index(op.f(f"ix_known_issues_{column}"), "known_issues", [column])
    op.create_table(
        "known_issue_supports",
        sa.Column("issue_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["known_issues.id"], name=op.f("fk_known_issue_supports_issue_id_known_issues"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_known_issue_supports_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issue_id", "person_id", name=op.f("pk_known_issue_supports")),
    )
    op.create_index(op.f("ix_known_issue_supports_person_id"), "known_issue_supports", ["person_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("known_issue_supports")
    op.drop_table("known_issues")
