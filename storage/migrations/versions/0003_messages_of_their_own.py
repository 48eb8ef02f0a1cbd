"""an id for each card's message; what the first release had waiting for an agreement"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("card", sa.Column("message_id", sa.String(), nullable=True))
    # As the first release put it. What lacked more than the agreed step names it beside others.
    op.execute(
        "UPDATE lead SET held_for = 'agreed_step' WHERE held_for IS NULL AND NOT qualified "
        "AND NOT imported AND campaign_id IS NOT NULL AND CAST(failed AS TEXT) "
        """LIKE '["the campaign % has no agreed next step"]' """
        """AND CAST(failed AS TEXT) NOT LIKE '%", "%'"""
    )
