"""groups of opinions confirmed by a person"""

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('opinion_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('state', sa.String(length=30), nullable=False),
    sa.Column('label', sa.String(length=100), nullable=False),
    sa.Column('joins_id', sa.Integer(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=True),
    sa.Column('differing', sa.Integer(), nullable=False),
    sa.Column('other_figures', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_act_id', sa.Integer(), nullable=True),
    sa.Column('disposition', sa.String(length=30), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('clause_text', sa.String(length=200), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_opinion_groups_decision_id')),
    sa.ForeignKeyConstraint(['joins_id'], ['opinion_groups.id'], name=op.f('fk_opinion_groups_joins_id')),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_opinion_groups_topic_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['first_id'], ['opinions.id'], name=op.f('fk_opinion_groups_first_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_groups'))
    )
    with op.batch_alter_table('opinion_groups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opinion_groups_decision_id_kind_state_size'), ['decision_id', 'kind', 'state', 'size'], unique=False)
        batch_op.create_index(batch_op.f('ix_opinion_groups_joins_id'), ['joins_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_opinion_groups_topic_id'), ['topic_id'], unique=False)

    op.create_table('group_members',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('opinion_id', sa.Integer(), nullable=False),
    sa.Column('difference', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['opinion_groups.id'], name=op.f('fk_group_members_group_id')),
    sa.ForeignKeyConstraint(['opinion_id'], ['opinions.id'], name=op.f('fk_group_members_opinion_id')),
    sa.PrimaryKeyConstraint('group_id', 'opinion_id', name=op.f('pk_group_members'))
    )
    with op.batch_alter_table('group_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_members_opinion_id'), ['opinion_id'], unique=False)

    op.create_table('grouping_acts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verb', sa.String(length=30), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_grouping_acts_decision_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grouping_acts'))
    )
    with op.batch_alter_table('grouping_acts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grouping_acts_decision_id_actor_id_id'), ['decision_id', 'actor_id', 'id'], unique=False)


def downgrade() -> None:
    op.drop_table('grouping_acts')
    op.drop_table('group_members')
    op.drop_table('opinion_groups')
