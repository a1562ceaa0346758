"""quotas, eligibility and the draw's preparation"""

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    empty_list, empty_object = sa.text("'[]'"), sa.text("'{}'")
    with op.batch_alter_table('attendance_calls') as batch_op:
        batch_op.add_column(sa.Column('agenda', sa.JSON(), server_default=empty_list, nullable=False))
        batch_op.add_column(sa.Column('addressed_to', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('maximum_age', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('areas', sa.JSON(), server_default=empty_list, nullable=False))
        batch_op.add_column(sa.Column('cool_down_months', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('conflict', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('objections_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('materials', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('confidentiality', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('quotas', sa.JSON(), server_default=empty_list, nullable=False))
        batch_op.add_column(sa.Column('reserved', sa.JSON(), server_default=empty_list, nullable=False))
        batch_op.add_column(sa.Column('criteria', sa.JSON(), server_default=empty_list, nullable=False))
        batch_op.add_column(sa.Column('correction', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('pool_invited_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('sign_ups') as batch_op:
        batch_op.add_column(sa.Column('eligibility_cause', sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column('scores', sa.JSON(), server_default=empty_object, nullable=False))
    with op.batch_alter_table('representatives') as batch_op:
        batch_op.add_column(sa.Column('method', sa.String(length=30), nullable=True))

    op.create_table('draw_preparations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('limit_seconds', sa.Integer(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('requested_by_id', sa.Integer(), nullable=True),
    sa.Column('requested_by_name', sa.String(length=100), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=30), nullable=True),
    sa.Column('message', sa.JSON(), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('lottery', sa.LargeBinary(), nullable=True),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('types', sa.Integer(), nullable=False),
    sa.Column('compositions', sa.Integer(), nullable=False),
    sa.Column('smallest', sa.String(length=60), nullable=False),
    sa.Column('largest', sa.String(length=60), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['attendance_calls.id'], name=op.f('fk_draw_preparations_call_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw_preparations'))
    )
    with op.batch_alter_table('draw_preparations') as batch_op:
        batch_op.create_index(batch_op.f('ix_draw_preparations_call_id'), ['call_id'], unique=False)

    op.create_table('objections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sign_up_id', sa.Integer(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_name', sa.String(length=100), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('upheld', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['sign_up_id'], ['sign_ups.id'], name=op.f('fk_objections_sign_up_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objections'))
    )
    with op.batch_alter_table('objections') as batch_op:
        batch_op.create_index(batch_op.f('ix_objections_sign_up_id'), ['sign_up_id'], unique=False)

    op.create_table('attendance_traces',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('met_on', sa.Date(), nullable=False),
    sa.Column('phone_index', sa.String(length=64), nullable=False),
    sa.Column('person_index', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['attendance_calls.id'], name=op.f('fk_attendance_traces_call_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_traces')),
    sa.UniqueConstraint('call_id', 'phone_index', 'person_index', name=op.f('uq_attendance_traces_call_id_phone_index_person_index'))
    )
    with op.batch_alter_table('attendance_traces') as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_traces_met_on'), ['met_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendance_traces_phone_index'), ['phone_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_attendance_traces_person_index'), ['person_index'], unique=False)

    op.create_table('pool_members',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('receipt', sa.String(length=20), nullable=False),
    sa.Column('idempotency_key', sa.String(length=100), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('contact_index', sa.String(length=64), nullable=False),
    sa.Column('category', sa.String(length=30), nullable=False),
    sa.Column('area', sa.String(length=100), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pool_members')),
    sa.UniqueConstraint('idempotency_key', name=op.f('uq_pool_members_idempotency_key')),
    sa.UniqueConstraint('receipt', name=op.f('uq_pool_members_receipt'))
    )
    with op.batch_alter_table('pool_members') as batch_op:
        batch_op.create_index(batch_op.f('ix_pool_members_contact_index'), ['contact_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_pool_members_expires_on'), ['expires_on'], unique=False)


def downgrade() -> None:
    op.drop_table('pool_members')
    op.drop_table('attendance_traces')
    op.drop_table('objections')
    op.drop_table('draw_preparations')
    with op.batch_alter_table('representatives') as batch_op:
        batch_op.drop_column('method')
    with op.batch_alter_table('sign_ups') as batch_op:
        batch_op.drop_column('scores')
        batch_op.drop_column('eligibility_cause')
    with op.batch_alter_table('attendance_calls') as batch_op:
        for name in ('pool_invited_at', 'correction', 'criteria', 'reserved', 'quotas', 'confidentiality',
                     'materials', 'objections_until', 'conflict', 'cool_down_months', 'areas', 'maximum_age',
                     'addressed_to', 'agenda'):
            batch_op.drop_column(name)
