"""when its present owner got a lead; a person's own holidays"""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person_hours", sa.Column("holidays", sa.JSON(), nullable=True))
    op.add_column("lead", sa.Column("owned_at", UtcDateTime(), nullable=True))
    # Until somebody is contacted, a lead's latest event is the one that gave it to its owner.
    op.execute(
        "UPDATE lead SET owned_at = CASE WHEN state = 'accepted' THEN last_at ELSE taken_at END "
        "WHERE owner IS NOT NULL"
    )
