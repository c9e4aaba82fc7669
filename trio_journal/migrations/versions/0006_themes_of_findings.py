"""Themes of findings, as the alliance calls them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_theme_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_theme_alliance_id_id")),
        sa.UniqueConstraint("alliance_id", "name_key", name=op.f("uq_theme_alliance_id_name_key")),
    )
    op.create_table(
        "finding_theme",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("theme_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "finding_id"],
            ["finding.alliance_id", "finding.id"],
            name=op.f("fk_finding_theme_alliance_id_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "theme_id"],
            ["theme.alliance_id", "theme.id"],
            name=op.f("fk_finding_theme_alliance_id_theme_id"),
        ),
        sa.PrimaryKeyConstraint("finding_id", "theme_id", name=op.f("pk_finding_theme")),
    )
    op.create_index("ix_finding_theme_theme_id", "finding_theme", ["theme_id"])


def downgrade() -> None:
    op.drop_table("finding_theme")
    op.drop_table("theme")
