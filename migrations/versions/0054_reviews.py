"""Review sessions: shortlist, grid, assessors, marks, pairs.

Revision ID: 0054
Revises: 0053
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: Union[str, Sequence[str], None] = "0053"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "reviews",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("chair_id", BIG_ID, nullable=True),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("grid", "pairs", name="reviewkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "tie_rule",
            sa.Enum(
                "shared",
                "me_toos",
                "agreement",
                "first_criterion",
                name="tierule",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("seed", BIG_ID, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preparing", "open", "closed", name="reviewstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", BIG_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (state <> 'closed')", name=op.f("ck_reviews_closed_at_when_closed")),
        sa.ForeignKeyConstraint(
            ["chair_id"], ["people.id"], name=op.f("fk_reviews_chair_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["people.id"], name=op.f("fk_reviews_closed_by_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_reviews_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_reviews_submission_key")),
    )
    op.create_index(op.f("ix_reviews_chair_id"), "reviews", ["chair_id"])
    op.create_index(op.f("ix_reviews_closed_by_id"), "reviews", ["closed_by_id"])
    op.create_index("ix_reviews_due", "reviews", ["state", "due_on"])
    op.create_index(op.f("ix_reviews_entity_id"), "reviews", ["entity_id"])

    op.create_table(
        "review_assessors",
        sa.Column("review_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_review_assessors_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_assessors_review_id_reviews"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review_id", "person_id", name=op.f("pk_review_assessors")),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_review_assessors_review_id_number")),
    )
    op.create_index(op.f("ix_review_assessors_person_id"), "review_assessors", ["person_id"])

    op.create_table(
        "review_campaigns",
        sa.Column("review_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_review_campaigns_campaign_id_campaigns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_campaigns_review_id_reviews"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review_id", "campaign_id", name=op.f("pk_review_campaigns")),
    )
    op.create_index(op.f("ix_review_campaigns_campaign_id"), "review_campaigns", ["campaign_id"])

    op.create_table(
        "review_criteria",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("review_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 0 AND 100", name=op.f("ck_review_criteria_weight_in_range")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_criteria_review_id_reviews"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_criteria")),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_review_criteria_review_id_number")),
    )
    op.create_table(
        "review_items",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("review_id", BIG_ID, nullable=False),
        sa.Column("feedback_id", BIG_ID, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "proposal",
            sa.Enum(
                "go", "no_go", "later", "not_ours", name="verdict", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_review_items_feedback_id_feedback"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.id"], name=op.f("fk_review_items_review_id_reviews"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_items")),
        sa.UniqueConstraint("review_id", "feedback_id", name=op.f("uq_review_items_review_id_feedback_id")),
        sa.UniqueConstraint("review_id", "number", name=op.f("uq_review_items_review_id_number")),
    )
    op.create_index(op.f("ix_review_items_feedback_id"), "review_items", ["feedback_id"])

    op.create_table(
        "review_comparisons",
        sa.Column("first_id", BIG_ID, nullable=False),
        sa.Column("second_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "first_of_two",
                "second_of_two",
                "both_alike",
                name="pairchoice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["review_items.id"],
            name=op.f("fk_review_comparisons_first_id_review_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_review_comparisons_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["review_items.id"],
            name=op.f("fk_review_comparisons_second_id_review_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", "person_id", name=op.f("pk_review_comparisons")),
    )
    op.create_index(op.f("ix_review_comparisons_person_id"), "review_comparisons", ["person_id"])
    op.create_index(op.f("ix_review_comparisons_second_id"), "review_comparisons", ["second_id"])

    op.create_table(
        "review_marks",
        sa.Column("item_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("criterion_id", BIG_ID, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name=op.f("ck_review_marks_value_in_range")),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["review_criteria.id"],
            name=op.f("fk_review_marks_criterion_id_review_criteria"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["review_items.id"], name=op.f("fk_review_marks_item_id_review_items"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_review_marks_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "person_id", "criterion_id", name=op.f("pk_review_marks")),
    )
    op.create_index(op.f("ix_review_marks_criterion_id"), "review_marks", ["criterion_id"])
    op.create_index(op.f("ix_review_marks_person_id"), "review_marks", ["person_id"])

    op.create_table(
        "review_opinions",
        sa.Column("item_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["review_items.id"], name=op.f("fk_review_opinions_item_id_review_items"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_review_opinions_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_review_opinions")),
    )
    op.create_index(op.f("ix_review_opinions_person_id"), "review_opinions", ["person_id"])


def downgrade() -> None:
    """Downgrade schema."""
    for table in (
        "review_opinions",
        "review_marks",
        "review_comparisons",
        "review_items",
        "review_criteria",
        "review_campaigns",
        "review_assessors",
        "reviews",
    ):
        op.drop_table(table)
