"""Questionnaires for heads, and what they answer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.Integer(), nullable=False),
        sa.Column("link_number", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "school_id"],
            ["school.alliance_id", "school.id"],
            name=op.f("fk_questionnaire_alliance_id_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_questionnaire_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_questionnaire_alliance_id_id")),
        sa.UniqueConstraint(
            "alliance_id",
            "school_id",
            "academic_year",
            name=op.f("uq_questionnaire_alliance_id_school_id_academic_year"),
        ),
    )
    op.create_table(
        "head_answer",
        sa.Column("questionnaire_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("aware", _choice("awareness", "in_detail", "roughly", "no"), nullable=True),
        sa.Column("impact", _choice("impact", "clear", "a_little", "none_yet"), nullable=True),
        sa.Column("impact_seen", sa.Text(), nullable=False),
        sa.Column("again", _choice("again", "yes", "perhaps", "no"), nullable=True),
        sa.Column("again_why", sa.Text(), nullable=False),
        sa.Column("answered_as", _choice("answeredas", "head", "deputy", "other"), nullable=True),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "entered_by_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_head_answer_alliance_id_entered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "questionnaire_id"],
            ["questionnaire.alliance_id", "questionnaire.id"],
            name=op.f("fk_head_answer_alliance_id_questionnaire_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_head_answer_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_answer")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_head_answer_alliance_id_id")),
        sa.UniqueConstraint(
            "alliance_id",
            "questionnaire_id",
            "version",
            name=op.f("uq_head_answer_alliance_id_questionnaire_id_version"),
        ),
    )


def downgrade() -> None:
    op.drop_table("head_answer")
    op.drop_table("questionnaire")
