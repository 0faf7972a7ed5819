"""save answers as they are given

Revision ID: 0025
Revises: 0024
Create Date: 2026-11-27 16:40:00

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0025"
down_revision: Union[str, Sequence[str], None] = "0024"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Upgrade schema. The two tables hold nothing yet: questionnaires could not be answered before."""
    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.add_column(sa.Column('typed', sa.JSON(), server_default='{}', nullable=False))
    op.drop_table('answer_cells')
    op.drop_table('responses_sent')
    op.create_table('responses_sent',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_responses_sent_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['wave_id'], ['questionnaire_waves.id'], name=op.f('fk_responses_sent_wave_id_questionnaire_waves'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('wave_id', 'person_id', name=op.f('pk_responses_sent')),
    sqlite_with_rowid=False,
    )
    with op.batch_alter_table('responses_sent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_responses_sent_person_id'), ['person_id'], unique=False)
    op.create_table('answer_cells',
    sa.Column('response_id', BIG, nullable=False),
    sa.Column('question_id', BIG, nullable=False),
    sa.Column('part_id', BIG, nullable=False),
    sa.Column('number', sa.Double(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_answer_cells_question_id_questions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_answer_cells_response_id_responses'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('response_id', 'question_id', 'part_id', name=op.f('pk_answer_cells')),
    sqlite_with_rowid=False,
    )
    with op.batch_alter_table('answer_cells', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_cells_question_id'), ['question_id'], unique=False)


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.drop_column('typed')
