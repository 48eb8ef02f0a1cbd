"""an id for each card's message; what the first release had waiting for an agreement"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("card", sa.Column("message_id", sa.String(), nullable=True))
