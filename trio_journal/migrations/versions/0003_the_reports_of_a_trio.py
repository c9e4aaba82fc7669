"""The reports of a trio"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column(
            "kind",
            sa.Enum(
                "mid-year-review",
                "report",
                name="reportkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_by_id", sa.Uuid(), nullable=True),
        sa.Column("trio_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Uuid(), nullable=True),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(handed_in_at IS NULL) = (handed_in_by_id IS NULL)",
            name=op.f("ck_report_handed_in_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_report_alliance_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "deleted_by_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_report_alliance_id_deleted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "handed_in_by_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_report_alliance_id_handed_in_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_report_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_report_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_report_alliance_id_id")),
        sa.UniqueConstraint("trio_id", "kind", name=op.f("uq_report_trio_id_kind")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_trio_id_created_at_id", ["trio_id", "created_at", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_trio_id_created_at_id")

    op.drop_table("report")
