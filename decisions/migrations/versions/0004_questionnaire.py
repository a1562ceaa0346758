"""questionnaires"""

from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('questionnaires',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('introduction', sa.Text(), nullable=False),
    sa.Column('questions', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('published_seq', sa.Integer(), nullable=True),
    sa.Column('results_seq', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultations.id'], name=op.f('fk_questionnaires_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaires')),
    sa.UniqueConstraint('consultation_id', name=op.f('uq_questionnaires_consultation_id'))
    )
    op.create_table('questionnaire_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('receipt', sa.String(length=20), nullable=False),
    sa.Column('idempotency_key', sa.String(length=100), nullable=True),
    sa.Column('number', sa.String(length=30), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('channel', sa.String(length=30), nullable=False),
    sa.Column('submitter_type', sa.String(length=30), nullable=False),
    sa.Column('content_sha256', sa.String(length=64), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_questionnaire_answers_questionnaire_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_answers')),
    sa.UniqueConstraint('idempotency_key', name=op.f('uq_questionnaire_answers_idempotency_key')),
    sa.UniqueConstraint('receipt', name=op.f('uq_questionnaire_answers_receipt'))
    )
    with op.batch_alter_table('questionnaire_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_questionnaire_answers_questionnaire_id_channel'), ['questionnaire_id', 'channel'], unique=False)

    op.create_table('questionnaire_choices',
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=10), nullable=False),
    sa.Column('option', sa.String(length=10), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['questionnaire_answers.id'], name=op.f('fk_questionnaire_choices_answer_id')),
    sa.PrimaryKeyConstraint('answer_id', 'question', 'option', name=op.f('pk_questionnaire_choices'))
    )
    op.create_table('questionnaire_words',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=10), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('content_shown', sa.Text(), nullable=False),
    sa.Column('visibility', sa.String(length=30), nullable=False),
    sa.Column('withheld_reason', sa.String(length=200), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['questionnaire_answers.id'], name=op.f('fk_questionnaire_words_answer_id')),
    sa.ForeignKeyConstraint(['questionnaire_id'], ['questionnaires.id'], name=op.f('fk_questionnaire_words_questionnaire_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_words'))
    )
    with op.batch_alter_table('questionnaire_words', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_questionnaire_words_answer_id_question'), ['answer_id', 'question'], unique=True)
        batch_op.create_index(batch_op.f('ix_questionnaire_words_questionnaire_id_question_place'), ['questionnaire_id', 'question', 'place'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('questionnaire_words', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_questionnaire_words_questionnaire_id_question_place'))
        batch_op.drop_index(batch_op.f('ix_questionnaire_words_answer_id_question'))

    op.drop_table('questionnaire_words')
    op.drop_table('questionnaire_choices')
    with op.batch_alter_table('questionnaire_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_questionnaire_answers_questionnaire_id_channel'))

    op.drop_table('questionnaire_answers')
    op.drop_table('questionnaires')
