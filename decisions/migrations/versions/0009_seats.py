"""seats confirmed, offered and taken"""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('representatives', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answer_by', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('materials_on', sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('representatives', schema=None) as batch_op:
        batch_op.drop_column('materials_on')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('answer_by')
