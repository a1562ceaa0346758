"""identity documents where a call demands them"""

from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('attendance_calls', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('needs_identity', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table('sign_ups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('document_kind', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('document_number', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('sign_ups', schema=None) as batch_op:
        batch_op.drop_column('document_number')
        batch_op.drop_column('document_kind')
    with op.batch_alter_table('attendance_calls', schema=None) as batch_op:
        batch_op.drop_column('needs_identity')
