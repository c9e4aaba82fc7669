"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alliance",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alliance")),
        sa.UniqueConstraint("name", name=op.f("uq_alliance_name")),
    )
    op.create_table(
        "user_account",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_table(
        "invitation",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_invitation_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_user_id"), ["user_id"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_login_session_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_login_session_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "school",
        sa.Column("urn", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "primary",
                "middle",
                "secondary",
                "all_through",
                "16_plus",
                name="schoolphase",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("low_age", sa.Integer(), nullable=False),
        sa.Column("high_age", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("low_age <= high_age", name=op.f("ck_school_ages")),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_school_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_school_alliance_id_id")),
        sa.UniqueConstraint("alliance_id", "urn", name=op.f("uq_school_alliance_id_urn")),
    )
    op.create_table(
        "membership",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "coordinator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "school_id"],
            ["school.alliance_id", "school.id"],
            name=op.f("fk_membership_alliance_id_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_membership_alliance_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_membership_alliance_id_id")),
        sa.UniqueConstraint(
            "alliance_id", "user_id", name=op.f("uq_membership_alliance_id_user_id")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_user_id", ["user_id"], unique=False)

    op.create_table(
        "evening",
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("evening_date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("print_by", sa.Date(), nullable=True),
        sa.Column("venue_school_id", sa.Uuid(), nullable=True),
        sa.Column("venue", sa.String(length=120), nullable=False),
        sa.Column("welcome", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_evening_times")),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_evening_alliance_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "venue_school_id"],
            ["school.alliance_id", "school.id"],
            name=op.f("fk_evening_alliance_id_venue_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_evening_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evening")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_evening_alliance_id_id")),
    )
    op.create_table(
        "trio",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("focus", sa.String(length=120), nullable=False),
        sa.Column("academic_year", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("case_pupils", sa.Boolean(), nullable=False),
        sa.Column("exception_reason", sa.Text(), nullable=False),
        sa.Column("continues_id", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "continues_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_trio_alliance_id_continues_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "lead_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_trio_alliance_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(["alliance_id"], ["alliance.id"], name=op.f("fk_trio_alliance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trio")),
        sa.UniqueConstraint(
            "alliance_id",
            "academic_year",
            "number",
            name=op.f("uq_trio_alliance_id_academic_year_number"),
        ),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_trio_alliance_id_id")),
    )
    op.create_table(
        "evening_slot",
        sa.Column("evening_id", sa.Uuid(), nullable=False),
        sa.Column("trio_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 240", name=op.f("ck_evening_slot_minutes")),
        sa.ForeignKeyConstraint(
            ["alliance_id", "evening_id"],
            ["evening.alliance_id", "evening.id"],
            name=op.f("fk_evening_slot_alliance_id_evening_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_evening_slot_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_evening_slot_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evening_slot")),
        sa.UniqueConstraint(
            "alliance_id",
            "evening_id",
            "trio_id",
            name=op.f("uq_evening_slot_alliance_id_evening_id_trio_id"),
        ),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_evening_slot_alliance_id_id")),
    )
    op.create_table(
        "question",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("why_it_matters", sa.Text(), nullable=False),
        sa.Column("starting_point", sa.Text(), nullable=False),
        sa.Column("would_count", sa.Text(), nullable=False),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "parked",
                name="questionstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
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
            "(year_from IS NULL AND year_to IS NULL) OR (year_from IS NOT NULL AND year_to IS NOT NULL AND year_from BETWEEN -1 AND 13 AND year_to BETWEEN year_from AND 13)",
            name=op.f("ck_question_years"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_question_alliance_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "deleted_by_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_question_alliance_id_deleted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_question_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_question_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_question_alliance_id_id")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(
            "ix_question_trio_id_created_at_id", ["trio_id", "created_at", "id"], unique=False
        )

    op.create_table(
        "revision",
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("trio_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "person_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_revision_alliance_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_revision_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_revision_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "alliance_id",
            "noun",
            "entry_id",
            "version",
            name=op.f("uq_revision_alliance_id_noun_entry_id_version"),
        ),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_revision_alliance_id_id")),
    )
    op.create_table(
        "trio_membership",
        sa.Column("trio_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("away_since", sa.Date(), nullable=True),
        sa.Column("last_looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "left_on IS NULL OR joined_on <= left_on", name=op.f("ck_trio_membership_dates")
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "school_id"],
            ["school.alliance_id", "school.id"],
            name=op.f("fk_trio_membership_alliance_id_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_trio_membership_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "user_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_trio_membership_alliance_id_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_trio_membership_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trio_membership")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_trio_membership_alliance_id_id")),
        sa.UniqueConstraint(
            "alliance_id",
            "trio_id",
            "user_id",
            name=op.f("uq_trio_membership_alliance_id_trio_id_user_id"),
        ),
    )
    with op.batch_alter_table("trio_membership", schema=None) as batch_op:
        batch_op.create_index("ix_trio_membership_user_id", ["user_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("visit_date", sa.Date(), nullable=False),
        sa.Column("host_school_id", sa.Uuid(), nullable=False),
        sa.Column("inset_day", sa.Boolean(), nullable=False),
        sa.Column("cover_arranged", sa.Boolean(), nullable=False),
        sa.Column("head_agreed", sa.Boolean(), nullable=False),
        sa.Column("head_agreed_on", sa.Date(), nullable=True),
        sa.Column("look_for", sa.Text(), nullable=False),
        sa.Column("end_of_day", sa.Text(), nullable=False),
        sa.Column("trio_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Uuid(), nullable=True),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_visit_alliance_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "deleted_by_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_visit_alliance_id_deleted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "host_school_id"],
            ["school.alliance_id", "school.id"],
            name=op.f("fk_visit_alliance_id_host_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_visit_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_visit_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_visit_alliance_id_id")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_visit_trio_id_created_at_id", ["trio_id", "created_at", "id"], unique=False
        )

    op.create_table(
        "observation",
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lesson",
                "pupil_voice",
                "pupils_work",
                "staff_conversation",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("thought", sa.Text(), nullable=False),
        sa.Column(
            "case_pupil",
            sa.Enum(
                "A",
                "B",
                "C",
                "whole_class",
                name="casepupil",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("rating", sa.Integer(), nullable=True),
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
            "(year_from IS NULL AND year_to IS NULL) OR (year_from IS NOT NULL AND year_to IS NOT NULL AND year_from BETWEEN -1 AND 13 AND year_to BETWEEN year_from AND 13)",
            name=op.f("ck_observation_years"),
        ),
        sa.CheckConstraint("rating BETWEEN 0 AND 3", name=op.f("ck_observation_rating")),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_observation_alliance_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "deleted_by_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_observation_alliance_id_deleted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "school_id"],
            ["school.alliance_id", "school.id"],
            name=op.f("fk_observation_alliance_id_school_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_observation_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "visit_id"],
            ["visit.alliance_id", "visit.id"],
            name=op.f("fk_observation_alliance_id_visit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_observation_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_observation_alliance_id_id")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_observation_trio_id_created_at_id", ["trio_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_observation_trio_id_observed_at_id", ["trio_id", "observed_at", "id"], unique=False
        )

    op.create_table(
        "visit_person",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "user_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_visit_person_alliance_id_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "visit_id"],
            ["visit.alliance_id", "visit.id"],
            name=op.f("fk_visit_person_alliance_id_visit_id"),
        ),
        sa.PrimaryKeyConstraint("visit_id", "user_id", name=op.f("pk_visit_person")),
    )
    op.create_table(
        "finding",
        sa.Column("claim", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("year_from", sa.Integer(), nullable=True),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("for_primary", sa.Text(), nullable=False),
        sa.Column("for_secondary", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("audience_question", sa.Text(), nullable=False),
        sa.Column("quotation", sa.Text(), nullable=False),
        sa.Column("quotation_observation_id", sa.Uuid(), nullable=True),
        sa.Column("quotation_version", sa.Integer(), nullable=True),
        sa.Column(
            "quotation_credit",
            sa.Enum(
                "key_stage",
                "school",
                "none",
                name="credit",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "agreed",
                "shared",
                "withdrawn",
                name="findingstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("share_when_agreed", sa.Boolean(), nullable=False),
        sa.Column("entered_for_trio", sa.Boolean(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
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
            "(year_from IS NULL AND year_to IS NULL) OR (year_from IS NOT NULL AND year_to IS NOT NULL AND year_from BETWEEN -1 AND 13 AND year_to BETWEEN year_from AND 13)",
            name=op.f("ck_finding_years"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_finding_alliance_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "deleted_by_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_finding_alliance_id_deleted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "question_id"],
            ["question.alliance_id", "question.id"],
            name=op.f("fk_finding_alliance_id_question_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "quotation_observation_id"],
            ["observation.alliance_id", "observation.id"],
            name=op.f("fk_finding_alliance_id_quotation_observation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_finding_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_finding_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_finding_alliance_id_id")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(
            "ix_finding_trio_id_created_at_id", ["trio_id", "created_at", "id"], unique=False
        )

    op.create_table(
        "observation_question",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "observation_id"],
            ["observation.alliance_id", "observation.id"],
            name=op.f("fk_observation_question_alliance_id_observation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "question_id"],
            ["question.alliance_id", "question.id"],
            name=op.f("fk_observation_question_alliance_id_question_id"),
        ),
        sa.PrimaryKeyConstraint(
            "observation_id", "question_id", name=op.f("pk_observation_question")
        ),
    )
    with op.batch_alter_table("observation_question", schema=None) as batch_op:
        batch_op.create_index("ix_observation_question_question_id", ["question_id"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "finding_id"],
            ["finding.alliance_id", "finding.id"],
            name=op.f("fk_agreement_alliance_id_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "user_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_agreement_alliance_id_user_id"),
        ),
        sa.PrimaryKeyConstraint("finding_id", "user_id", name=op.f("pk_agreement")),
    )
    op.create_table(
        "evening_finding",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "finding_id"],
            ["finding.alliance_id", "finding.id"],
            name=op.f("fk_evening_finding_alliance_id_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "slot_id"],
            ["evening_slot.alliance_id", "evening_slot.id"],
            name=op.f("fk_evening_finding_alliance_id_slot_id"),
        ),
        sa.PrimaryKeyConstraint("slot_id", "finding_id", name=op.f("pk_evening_finding")),
    )
    op.create_table(
        "finding_evidence",
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("fits", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alliance_id", "finding_id"],
            ["finding.alliance_id", "finding.id"],
            name=op.f("fk_finding_evidence_alliance_id_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "observation_id"],
            ["observation.alliance_id", "observation.id"],
            name=op.f("fk_finding_evidence_alliance_id_observation_id"),
        ),
        sa.PrimaryKeyConstraint("finding_id", "observation_id", name=op.f("pk_finding_evidence")),
    )
    with op.batch_alter_table("finding_evidence", schema=None) as batch_op:
        batch_op.create_index(
            "ix_finding_evidence_observation_id", ["observation_id"], unique=False
        )

    op.create_table(
        "reply",
        sa.Column("trio_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("observation_id", sa.Uuid(), nullable=True),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alliance_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN question_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN observation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN finding_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_reply_one_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "author_id"],
            ["membership.alliance_id", "membership.user_id"],
            name=op.f("fk_reply_alliance_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "finding_id"],
            ["finding.alliance_id", "finding.id"],
            name=op.f("fk_reply_alliance_id_finding_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "observation_id"],
            ["observation.alliance_id", "observation.id"],
            name=op.f("fk_reply_alliance_id_observation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "question_id"],
            ["question.alliance_id", "question.id"],
            name=op.f("fk_reply_alliance_id_question_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "trio_id"],
            ["trio.alliance_id", "trio.id"],
            name=op.f("fk_reply_alliance_id_trio_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id", "visit_id"],
            ["visit.alliance_id", "visit.id"],
            name=op.f("fk_reply_alliance_id_visit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["alliance_id"], ["alliance.id"], name=op.f("fk_reply_alliance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("alliance_id", "id", name=op.f("uq_reply_alliance_id_id")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_finding_id"), ["finding_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_reply_observation_id"), ["observation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_reply_question_id"), ["question_id"], unique=False)
        batch_op.create_index(
            "ix_reply_trio_id_created_at", ["trio_id", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_reply_visit_id"), ["visit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_visit_id"))
        batch_op.drop_index("ix_reply_trio_id_created_at")
        batch_op.drop_index(batch_op.f("ix_reply_question_id"))
        batch_op.drop_index(batch_op.f("ix_reply_observation_id"))
        batch_op.drop_index(batch_op.f("ix_reply_finding_id"))

    op.drop_table("reply")
    with op.batch_alter_table("finding_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_evidence_observation_id")

    op.drop_table("finding_evidence")
    op.drop_table("evening_finding")
    op.drop_table("agreement")
    with op.batch_alter_table("observation_question", schema=None) as batch_op:
        batch_op.drop_index("ix_observation_question_question_id")

    op.drop_table("observation_question")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_trio_id_created_at_id")

    op.drop_table("finding")
    op.drop_table("visit_person")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_index("ix_observation_trio_id_observed_at_id")
        batch_op.drop_index("ix_observation_trio_id_created_at_id")

    op.drop_table("observation")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_trio_id_created_at_id")

    op.drop_table("visit")
    with op.batch_alter_table("trio_membership", schema=None) as batch_op:
        batch_op.drop_index("ix_trio_membership_user_id")

    op.drop_table("trio_membership")
    op.drop_table("revision")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("ix_question_trio_id_created_at_id")

    op.drop_table("question")
    op.drop_table("evening_slot")
    op.drop_table("trio")
    op.drop_table("evening")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("ix_membership_user_id")

    op.drop_table("membership")
    op.drop_table("school")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_user_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_user_id"))

    op.drop_table("invitation")
    op.drop_table("user_account")
    op.drop_table("alliance")
