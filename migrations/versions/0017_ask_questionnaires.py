"""ask questionnaires

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-27 15:58:00.604193

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0017"
down_revision: Union[str, Sequence[str], None] = "0016"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('questionnaires',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('title_text_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('intro_text_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('submission_key', sa.String(length=64), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaigns.id'], name=op.f('fk_questionnaires_campaign_id_campaigns'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['intro_text_id'], ['texts.id'], name=op.f('fk_questionnaires_intro_text_id_texts'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['title_text_id'], ['texts.id'], name=op.f('fk_questionnaires_title_text_id_texts'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaires')),
    sa.UniqueConstraint('submission_key', name=op.f('uq_questionnaires_submission_key'))
    )
    with op.batch_alter_table('questionnaires', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_questionnaires_campaign_id'), ['campaign_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_questionnaires_intro_text_id'), ['intro_text_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_questionnaires_title_text_id'), ['title_text_id'], unique=False)

    op.create_table('questionnaire_waves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('moment', sa.Enum('screening', 'at_start', 'dated', 'mission', 'at_end', name='moment', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_untraceable', sa.Boolean(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('mission_id', sa.Integer(), nullable=True),
    sa.Column('opens_on', sa.Date(), nullable=True),
    sa.Column('closes_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(moment = 'mission') = (mission_id IS NOT NULL)", name=op.f('ck_questionnaire_waves_mission_is_named')),
    sa.CheckConstraint("moment <> 'dated' OR (opens_on IS NOT NULL AND closes_on IS NOT NULL AND opens_on <= closes_on)", name=op.f('ck_questionnaire_waves_dated_has_days')),
    sa.CheckConstraint("moment <> 'screening' OR NOT is_untraceable", name=op.f('ck_questionnaire_waves_screening_is_traceable')),
    sa.CheckConstraint("moment <> 'screening' OR edition_id IS NOT NULL", name=op.f('ck_questionnaire_waves_screening_of_an_edition')),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_questionnaire_waves_edition_id_editions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mission_id'], ['missions.id'], name=op.f('fk_questionnaire_waves_mission_id_missions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_questionnaire_waves_questionnaire_id_questionnaires'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_waves')),
    sa.UniqueConstraint('mission_id', name=op.f('uq_questionnaire_waves_mission_id'))
    )
    with op.batch_alter_table('questionnaire_waves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_questionnaire_waves_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_questionnaire_waves_questionnaire_id'), ['questionnaire_id'], unique=False)

    op.create_table('questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('prompt_text_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('help_text_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('settings', sa.JSON(), server_default='{}', nullable=False),
    sa.Column('show_if', sa.JSON(), server_default='{}', nullable=False),
    sa.Column('corrected_on', sa.Date(), nullable=True),
    sa.Column('retired_on', sa.Date(), nullable=True),
    sa.Column('replaced_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('position >= 1', name=op.f('ck_questions_position_from_one')),
    sa.ForeignKeyConstraint(['help_text_id'], ['texts.id'], name=op.f('fk_questions_help_text_id_texts'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['prompt_text_id'], ['texts.id'], name=op.f('fk_questions_prompt_text_id_texts'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_questions_questionnaire_id_questionnaires'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['questions.id'], name=op.f('fk_questions_replaced_by_id_questions'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questions'))
    )
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_questions_help_text_id'), ['help_text_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_questions_prompt_text_id'), ['prompt_text_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_questions_questionnaire_id'), ['questionnaire_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_questions_replaced_by_id'), ['replaced_by_id'], unique=False)

    op.create_table('question_parts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('option', 'row', 'column', 'scale_end', name='partrole', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_exclusive', sa.Boolean(), nullable=False),
    sa.Column('takes_words', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_question_parts_question_id_questions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['text_id'], ['texts.id'], name=op.f('fk_question_parts_text_id_texts'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_parts'))
    )
    with op.batch_alter_table('question_parts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_parts_question_id'), ['question_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_parts_text_id'), ['text_id'], unique=False)

    op.create_table('responses',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('pair_hash', sa.String(length=64), nullable=True),
    sa.Column('state', sa.Enum('in_progress', 'handed_in', name='responsestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('locale', sa.String(length=16), nullable=False),
    sa.Column('sent_week', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("state <> 'in_progress' OR person_id IS NOT NULL", name=op.f('ck_responses_started_by_somebody')),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_responses_edition_id_editions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_responses_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['wave_id'], ['questionnaire_waves.id'], name=op.f('fk_responses_wave_id_questionnaire_waves'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_responses')),
    sa.UniqueConstraint('wave_id', 'person_id', name=op.f('uq_responses_wave_id_person_id'))
    )
    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_responses_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_responses_pair_hash'), ['pair_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_responses_person_id'), ['person_id'], unique=False)

    op.create_table('responses_sent',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_responses_sent_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['wave_id'], ['questionnaire_waves.id'], name=op.f('fk_responses_sent_wave_id_questionnaire_waves'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('wave_id', 'person_id', name=op.f('pk_responses_sent'))
    )
    with op.batch_alter_table('responses_sent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_responses_sent_person_id'), ['person_id'], unique=False)

    op.create_table('answer_cells',
    sa.Column('response_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('part_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Double(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_answer_cells_question_id_questions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_answer_cells_response_id_responses'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('response_id', 'question_id', 'part_id', name=op.f('pk_answer_cells'))
    )
    with op.batch_alter_table('answer_cells', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_cells_question_id'), ['question_id'], unique=False)



def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table('answer_cells', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answer_cells_question_id'))

    op.drop_table('answer_cells')
    with op.batch_alter_table('responses_sent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_responses_sent_person_id'))

    op.drop_table('responses_sent')
    with op.batch_alter_table('responses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_responses_person_id'))
        batch_op.drop_index(batch_op.f('ix_responses_pair_hash'))
        batch_op.drop_index(batch_op.f('ix_responses_edition_id'))

    op.drop_table('responses')
    with op.batch_alter_table('question_parts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_parts_text_id'))
        batch_op.drop_index(batch_op.f('ix_question_parts_question_id'))

    op.drop_table('question_parts')
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_questions_replaced_by_id'))
        batch_op.drop_index(batch_op.f('ix_questions_questionnaire_id'))
        batch_op.drop_index(batch_op.f('ix_questions_prompt_text_id'))
        batch_op.drop_index(batch_op.f('ix_questions_help_text_id'))

    op.drop_table('questions')
    with op.batch_alter_table('questionnaire_waves', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_questionnaire_waves_questionnaire_id'))
        batch_op.drop_index(batch_op.f('ix_questionnaire_waves_edition_id'))

    op.drop_table('questionnaire_waves')
    with op.batch_alter_table('questionnaires', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_questionnaires_title_text_id'))
        batch_op.drop_index(batch_op.f('ix_questionnaires_intro_text_id'))
        batch_op.drop_index(batch_op.f('ix_questionnaires_campaign_id'))

    op.drop_table('questionnaires')
