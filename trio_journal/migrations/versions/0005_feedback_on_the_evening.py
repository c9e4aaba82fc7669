"""What is said of each trio at an evening session"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("evening_id", sa.Uuid(), nullable=False),
        sa.Column("trio_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("from_when", sa.String(length=80), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(year_from IS NULL AND year_to IS NULL)"
            " OR (year_from IS NOT NULL AND year_to IS NOT NULL"
            " AND year_from BETWEEN -1 AND 13 AND year_to BETWEEN year_from AND 13)",
            name=op.f("ck_feedback_years"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "entered_by_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_feedback_alliance_id_entered_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "evening_id"],
            ["evening.alliance_id", "evening.id"],
            name=op.f("fk_feedback_alliance_id_evening_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "school_id"],
            ["school.alliance_id", "school.id"],
            name=op.f("fk_feedback_alliance_id_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_feedback_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_feedback_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_feedback_alliance_id_id")),
    )
    op.create_index(
        "ix_feedback_evening_id_created_at_id", "feedback", ["evening_id", "created_at", "id"]
    )
    op.create_index("ix_feedback_trio_id", "feedback", ["trio_id"])


def downgrade() -> None:
    op.drop_table("feedback")
