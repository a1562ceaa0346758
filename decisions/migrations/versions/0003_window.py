"""consultation windows extended, stopped and corrected; hearings with their people; files of events"""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=True),
    sa.Column('short_reason', sa.Text(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('published_seq', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultations.id'], name=op.f('fk_notice_changes_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_changes'))
    )
    with op.batch_alter_table('notice_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_changes_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('hearing_participants',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=30), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('affiliation', sa.String(length=200), nullable=False),
    sa.Column('consents', sa.Boolean(), nullable=False),
    sa.Column('delivered_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['offline_events.id'], name=op.f('fk_hearing_participants_event_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hearing_participants'))
    )
    with op.batch_alter_table('hearing_participants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hearing_participants_event_id'), ['event_id'], unique=False)

    op.create_table('event_attachments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['offline_events.id'], name=op.f('fk_event_attachments_event_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_event_attachments_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_attachments'))
    )
    with op.batch_alter_table('event_attachments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_attachments_event_id'), ['event_id'], unique=False)

    with op.batch_alter_table('offline_events', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sampling', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('valid_answers', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('groups', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('selection', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('notice_seq', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('list_seq', sa.Integer(), nullable=True))

    with op.batch_alter_table('consultations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('groups_reason', sa.Text(), nullable=False, server_default=''))


def downgrade() -> None:
    with op.batch_alter_table('consultations', schema=None) as batch_op:
        batch_op.drop_column('groups_reason')

    with op.batch_alter_table('offline_events', schema=None) as batch_op:
        for name in ('list_seq', 'notice_seq', 'selection', 'groups', 'valid_answers', 'sampling'):
            batch_op.drop_column(name)

    op.drop_table('event_attachments')
    op.drop_table('hearing_participants')
    op.drop_table('notice_changes')
