"""sign-ups amended by whoever sent them"""

from alembic import op
import sqlalchemy as sa


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sign_ups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('amended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('sign_ups', schema=None) as batch_op:
        batch_op.drop_column('version')
        batch_op.drop_column('amended_at')
