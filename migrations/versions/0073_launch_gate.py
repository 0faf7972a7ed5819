"""The launch gate of entities, and the approval of editions.

Revision ID: 0073
Revises: 0072
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0073"
down_revision: Union[str, Sequence[str], None] = "0072"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('gate_ticks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('entity_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.Enum('sponsor', 'community-manager', 'cover', 'ambassadors', 'languages', 'representatives', 'dpo', 'accessibility', name='gateitem', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('ticked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ticked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['ended_by_id'], ['people.id'], name=op.f('fk_gate_ticks_ended_by_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['entity_id'], ['entities.id'], name=op.f('fk_gate_ticks_entity_id_entities'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['ticked_by_id'], ['people.id'], name=op.f('fk_gate_ticks_ticked_by_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_ticks'))
    )
    with op.batch_alter_table('gate_ticks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gate_ticks_ended_by_id'), ['ended_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_gate_ticks_entity_id'), ['entity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_gate_ticks_ticked_by_id'), ['ticked_by_id'], unique=False)
        batch_op.create_index('uq_gate_ticks_current', ['entity_id', 'item'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('gate_tick_people',
    sa.Column('tick_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_gate_tick_people_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tick_id'], ['gate_ticks.id'], name=op.f('fk_gate_tick_people_tick_id_gate_ticks'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tick_id', 'person_id', name=op.f('pk_gate_tick_people'))
    )
    with op.batch_alter_table('gate_tick_people', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gate_tick_people_person_id'), ['person_id'], unique=False)

    op.create_table('edition_approvals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('approved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('revoked_at IS NULL OR length(reason) > 0', name=op.f('ck_edition_approvals_revoked_with_reason')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['people.id'], name=op.f('fk_edition_approvals_approved_by_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_edition_approvals_edition_id_editions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['people.id'], name=op.f('fk_edition_approvals_revoked_by_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edition_approvals'))
    )
    with op.batch_alter_table('edition_approvals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edition_approvals_approved_by_id'), ['approved_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_edition_approvals_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_edition_approvals_revoked_by_id'), ['revoked_by_id'], unique=False)
        batch_op.create_index('uq_edition_approvals_current', ['edition_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))



def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table('edition_approvals', schema=None) as batch_op:
        batch_op.drop_index('uq_edition_approvals_current', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_edition_approvals_revoked_by_id'))
        batch_op.drop_index(batch_op.f('ix_edition_approvals_edition_id'))
        batch_op.drop_index(batch_op.f('ix_edition_approvals_approved_by_id'))

    op.drop_table('edition_approvals')
    with op.batch_alter_table('gate_tick_people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gate_tick_people_person_id'))

    op.drop_table('gate_tick_people')
    with op.batch_alter_table('gate_ticks', schema=None) as batch_op:
        batch_op.drop_index('uq_gate_ticks_current', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_gate_ticks_ticked_by_id'))
        batch_op.drop_index(batch_op.f('ix_gate_ticks_entity_id'))
        batch_op.drop_index(batch_op.f('ix_gate_ticks_ended_by_id'))

    op.drop_table('gate_ticks')
