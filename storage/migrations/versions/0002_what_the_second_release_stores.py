"""what the second release stores"""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_change",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id"),
    )
    with op.batch_alter_table("campaign_change", schema=None) as batch_op:
        batch_op.create_index("campaign_change_at", ["team_id", "campaign_id", "at"], unique=False)

    op.create_table(
        "definition",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("simulation", sa.JSON(), nullable=True),
        sa.Column("sales_by", sa.String(), nullable=True),
        sa.Column("sales_at", UtcDateTime(), nullable=True),
        sa.Column("marketing_by", sa.String(), nullable=True),
        sa.Column("marketing_at", UtcDateTime(), nullable=True),
        sa.Column("in_force_at", UtcDateTime(), nullable=True),
        sa.Column("declined_by", sa.String(), nullable=True),
        sa.Column("declined_at", UtcDateTime(), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "version"),
    )
    op.create_table(
        "dispute",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("lead_id", sa.String(), nullable=False),
        sa.Column("disputed_by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("rejected_by", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sales_ruling", sa.String(), nullable=True),
        sa.Column("sales_by", sa.String(), nullable=True),
        sa.Column("marketing_ruling", sa.String(), nullable=True),
        sa.Column("marketing_by", sa.String(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "lead_id"),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index("dispute_at", ["team_id", "at"], unique=False)
        batch_op.create_index("dispute_open", ["team_id", "closed_at", "at"], unique=False)

    op.create_table(
        "finding_answer",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("cites", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id"),
    )
    with op.batch_alter_table("finding_answer", schema=None) as batch_op:
        batch_op.create_index("finding_answer_at", ["team_id", "at"], unique=False)

    op.create_table(
        "halt",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "method"),
    )
    op.create_table(
        "person_hours",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "user"),
    )
    op.create_table(
        "pitch_opinion",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("pitch", sa.String(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=True),
        sa.Column("opening_line", sa.Text(), nullable=True),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id"),
    )
    with op.batch_alter_table("pitch_opinion", schema=None) as batch_op:
        batch_op.create_index(
            "pitch_opinion_once", ["team_id", "campaign_id", "pitch", "user"], unique=True
        )

    op.create_table(
        "pool",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("opened_in", sa.String(), nullable=True),
        sa.Column("shown_in", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id"),
    )
    op.create_table(
        "pooled_text",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pool_id", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reminder",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("lead_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("user", sa.String(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "lead_id", "step", "owner", "since"),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index("reminder_told", ["team_id", "lead_id", "user"], unique=False)

    op.create_table(
        "route_draft",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("tested", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user"),
    )
    op.create_table(
        "route_set",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "version"),
    )
    op.create_table(
        "route_turn",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "route"),
    )
    op.create_table(
        "sit_in",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lead_id", sa.String(), nullable=True),
        sa.Column("campaign_id", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("word", sa.String(), nullable=True),
        sa.Column("learnt_asked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id"),
    )
    with op.batch_alter_table("sit_in", schema=None) as batch_op:
        batch_op.create_index("sit_in_held", ["team_id", "state", "held_on"], unique=False)

    op.create_table(
        "sit_in_line",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("sit_in_id", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "sit_in_id", "user"),
    )
    with op.batch_alter_table("sit_in_line", schema=None) as batch_op:
        batch_op.create_index("sit_in_line_at", ["team_id", "at"], unique=False)

    op.create_table(
        "user_group",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("users", sa.JSON(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "group"),
    )
    op.create_table(
        "wish",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("lead_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "event_id"),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index("wish_at", ["team_id", "at"], unique=False)
        batch_op.create_index("wish_lead", ["team_id", "lead_id"], unique=False)

    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("product", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("value_points", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("risk_points", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("agreed_step", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("agreed_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("agreed_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("asked_step", sa.String(), nullable=True))

    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.add_column(sa.Column("roll_up", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("burst", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("dead_at", UtcDateTime(), nullable=True))
        batch_op.create_index(
            "card_burst",
            ["team_id", "channel"],
            unique=False,
            sqlite_where=sa.text("burst IS NOT NULL"),
            postgresql_where=sa.text("burst IS NOT NULL"),
        )
        batch_op.create_index("card_roll_up", ["team_id", "roll_up"], unique=False)

    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("escalated_to", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("escalated_at", UtcDateTime(), nullable=True))

    with op.batch_alter_table("feedback_event", schema=None) as batch_op:
        batch_op.create_index(
            "feedback_event_back",
            ["team_id", "at", "lead_id"],
            unique=False,
            sqlite_where=sa.text("action IN ('reopen', 'reroute')"),
            postgresql_where=sa.text("action IN ('reopen', 'reroute')"),
        )

    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("told_at", UtcDateTime(), nullable=True))

    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.add_column(sa.Column("definition_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("held_for", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("clock_from", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("remind_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("company_key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("products", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("customer_kind", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("route", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("competitor_why", sa.String(), nullable=True))
        batch_op.drop_index(batch_op.f("lead_owner"))
        batch_op.drop_index(batch_op.f("lead_state"))
        batch_op.drop_index(batch_op.f("lead_figures"))
        batch_op.create_index(
            "lead_figures",
            [
                "team_id",
                "arrived_at",
                "campaign_id",
                "qualified",
                "state",
                "taken_at",
                "contacted_at",
                "met_at",
                "closed_at",
                "verdict",
                "main_reason",
                "decline_code",
                "owner",
                "amount",
                "contact_by",
                "fit_score",
                "intent_score",
                "opened_with",
                "promise_true",
            ],
            unique=False,
        )
        batch_op.create_index(
            "lead_assigned",
            ["team_id", "assigned_to", "state", "imported", "qualified", "contact_by", "id"],
            unique=False,
            sqlite_where=sa.text("assigned_to IS NOT NULL"),
            postgresql_where=sa.text("assigned_to IS NOT NULL"),
        )
        batch_op.create_index(
            "lead_company", ["team_id", "company_key", "arrived_at"], unique=False
        )
        batch_op.create_index(
            "lead_held",
            ["team_id", "campaign_id", "arrived_at"],
            unique=False,
            sqlite_where=sa.text("held_for IS NOT NULL"),
            postgresql_where=sa.text("held_for IS NOT NULL"),
        )
        batch_op.create_index(
            "lead_owned",
            [
                "team_id",
                "owner",
                "imported",
                "state",
                "verdict",
                "contact_by",
                "arrived_at",
                "taken_at",
                "id",
            ],
            unique=False,
            sqlite_where=sa.text("owner IS NOT NULL"),
            postgresql_where=sa.text("owner IS NOT NULL"),
        )
        batch_op.create_index(
            "lead_owner_email",
            ["team_id", "state", "imported", "qualified", "owner_email", "assigned_to", "id"],
            unique=False,
            sqlite_where=sa.text("owner_email IS NOT NULL"),
            postgresql_where=sa.text("owner_email IS NOT NULL"),
        )
        batch_op.create_index(
            "lead_pool",
            ["team_id", "state", "imported", "qualified", "contact_by", "id", "assigned_to"],
            unique=False,
        )
        batch_op.create_index(
            "lead_remind",
            ["team_id", "remind_at", "owner", "id"],
            unique=False,
            sqlite_where=sa.text("remind_at IS NOT NULL"),
            postgresql_where=sa.text("remind_at IS NOT NULL"),
        )

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dead_at", UtcDateTime(), nullable=True))

    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("messages", sa.JSON(), nullable=True))

    # Campaigns that exist count as agreed: nobody is asked about them at the upgrade.
    op.execute("UPDATE campaign SET agreed_step = committed_step")
    # Leads that are being worked on are looked at by the reminders, as new ones are.
    op.execute(
        "UPDATE lead SET remind_at = arrived_at WHERE owner IS NOT NULL AND verdict IS NULL "
        "AND NOT imported AND state IN ('accepted', 'contacted', 'sql', 'opportunity')"
    )
