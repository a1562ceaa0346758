"""opinions amended, verified and protected"""

from alembic import op
import sqlalchemy as sa

import decisions.database


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('spent_challenges',
    sa.Column('salt', sa.String(length=32), nullable=False),
    sa.Column('good_until', decisions.database.UTCDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('salt', name=op.f('pk_spent_challenges'))
    )
    with op.batch_alter_table('spent_challenges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spent_challenges_good_until'), ['good_until'], unique=False)

    op.create_table('contact_codes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sending', sa.String(length=20), nullable=False),
    sa.Column('contact_index', sa.String(length=64), nullable=False),
    sa.Column('code_seal', sa.String(length=64), nullable=False),
    sa.Column('sent_at', decisions.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_codes'))
    )
    with op.batch_alter_table('contact_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_codes_contact_index'), ['contact_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_codes_sending'), ['sending'], unique=False)

    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sending', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('verification', sa.String(length=30), server_default='unverified', nullable=False))
        batch_op.add_column(sa.Column('verified_at', decisions.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('revision', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('amended_at', decisions.database.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_at', decisions.database.UTCDateTime(timezone=True), nullable=True))

    op.execute("UPDATE opinions SET sending = receipt")
    op.execute(
        "UPDATE opinions SET verification = 'offline'"
        " WHERE channel NOT IN ('web', 'app') OR idempotency_key LIKE 'import/%'"
    )
    op.execute("UPDATE opinions SET verification = 'channel' WHERE channel <> 'web' AND idempotency_key LIKE 'api-%'")

    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.alter_column('sending', existing_type=sa.String(length=20), nullable=False)
        batch_op.create_index(batch_op.f('ix_opinions_sending'), ['sending'], unique=False)

    op.create_table('opinion_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opinion_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('said_at', decisions.database.UTCDateTime(timezone=True), nullable=False),
    sa.Column('clause_text', sa.String(length=200), nullable=False),
    sa.Column('content', decisions.database.EncryptedText(), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['opinion_id'], ['opinions.id'], name=op.f('fk_opinion_versions_opinion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_versions')),
    sa.UniqueConstraint('opinion_id', 'revision', name=op.f('uq_opinion_versions_opinion_id_revision'))
    )


def downgrade() -> None:
    op.drop_table('opinion_versions')

    with op.batch_alter_table('opinions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opinions_sending'))
        batch_op.drop_column('withdrawn_at')
        batch_op.drop_column('amended_at')
        batch_op.drop_column('revision')
        batch_op.drop_column('verified_at')
        batch_op.drop_column('verification')
        batch_op.drop_column('sending')

    op.drop_table('contact_codes')
    op.drop_table('spent_challenges')
