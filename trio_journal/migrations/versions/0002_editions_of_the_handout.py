"""Editions of the handout, its logo, its reading link, and what of an evening prints"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alliance_logo",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("mimetype", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_alliance_logo_alliance_id_author_id"),
        ),
        sa.PrimaryKeyConstraint("alliance_id", name=op.f("pk_alliance_logo")),
    )
    op.create_table(
        "edition",
        sa.Column("evening_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_edition_number")),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_edition_alliance_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "evening_id"],
            ["evening.alliance_id", "evening.id"],
            name=op.f("fk_edition_alliance_id_evening_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_edition_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint(
            "alliance_id",
            "evening_id",
            "number",
            name=op.f("uq_edition_alliance_id_evening_id_number"),
        ),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_edition_alliance_id_id")),
    )
    op.create_table(
        "reading_link",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("evening_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_reading_link_alliance_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "evening_id"],
            ["evening.alliance_id", "evening.id"],
            name=op.f("fk_reading_link_alliance_id_evening_id"),
        ),
        sa.PrimaryKeyConstraint("evening_id", name=op.f("pk_reading_link")),
        sa.UniqueConstraint("token", name=op.f("uq_reading_link_token")),
    )
    op.create_table(
        "edition_file",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "edition_id"],
            ["edition.alliance_id", "edition.id"],
            name=op.f("fk_edition_file_alliance_id_edition_id"),
        ),
        sa.PrimaryKeyConstraint("edition_id", "name", name=op.f("pk_edition_file")),
    )
    new: list[sa.Column[Any]] = [
        sa.Column("last_edition", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("without", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column(
            "schools_lettered", sa.Boolean(), nullable=False, server_default=sa.text("false")
        ),
        sa.Column("sign_in_sheet", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("feedback_sheet", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    ]
    with op.batch_alter_table("evening", schema=None) as batch_op:
        for column in new:
            batch_op.add_column(column)
        # That it was printed stays in the evening's history.
        batch_op.drop_column("printed_at")
    # What the rows that are there begin with; new ones come with values of their own.
    with op.batch_alter_table("evening", schema=None) as batch_op:
        for column in new:
            batch_op.alter_column(column.name, existing_type=column.type, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("evening", schema=None) as batch_op:
        batch_op.add_column(sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True))
        for name in (
            "feedback_sheet", "sign_in_sheet", "schools_lettered", "without", "last_edition",
        ):  # fmt: skip
            batch_op.drop_column(name)
    for table in ("edition_file", "reading_link", "edition", "alliance_logo"):
        op.drop_table(table)
