"""the workbench of answers"""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_split', sa.Boolean(), server_default=sa.false(), nullable=False))

    op.create_table('answer_parts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.Integer(), nullable=False),
    sa.Column('disposition', sa.String(length=30), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('clause_text', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['answers.id'], name=op.f('fk_answer_parts_answer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_parts')),
    sa.UniqueConstraint('answer_id', 'number', name=op.f('uq_answer_parts_answer_id_number'))
    )

    op.create_table('answer_templates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=100), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('updated_by_name', sa.String(length=100), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_answer_templates_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_templates')),
    sa.UniqueConstraint('unit_id', 'title', name=op.f('uq_answer_templates_unit_id_title'))
    )

    op.create_table('view_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('opinion_id', sa.Integer(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('working_days', sa.Integer(), nullable=False),
    sa.Column('asked_by_name', sa.String(length=100), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('view', sa.Text(), nullable=False),
    sa.Column('answered_by_name', sa.String(length=100), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_view_requests_decision_id')),
    sa.ForeignKeyConstraint(['opinion_id'], ['opinions.id'], name=op.f('fk_view_requests_opinion_id')),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_view_requests_topic_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_view_requests_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_view_requests'))
    )
    with op.batch_alter_table('view_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_view_requests_decision_id'), ['decision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_view_requests_opinion_id'), ['opinion_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_view_requests_topic_id'), ['topic_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_view_requests_unit_id'), ['unit_id'], unique=False)


def downgrade() -> None:
    op.drop_table('view_requests')
    op.drop_table('answer_templates')
    op.drop_table('answer_parts')
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.drop_column('is_split')
