"""What the application's database role may do, applied after every migration by the owner role.

The application may read and write its tables; append-only tables it may only read and add to. Triggers refuse changes to
those even to their owner; the missing privilege is the second lock.
"""

import psycopg
from psycopg import sql

APPEND_ONLY_TABLES = (
    "trust_ledger_event",
    "trust_ledger_link",
    "trust_disclosure",
    "chart_medication_order",
    "chart_measure_response",
    "chart_progress_return",
    "chart_progress_addendum",
    "chart_note_addendum",
    "journey_presence",
    "journey_tap",
    "journey_outreach_attempt",
)


def apply(owner_url: str, app_role: str) -> None:
    """Grant `app_role` its rights. Nothing is done when the owner itself is the application's role."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        if connection.info.user == app_role:
            return
        role = sql.Identifier(app_role)
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
        ):
            connection.execute(sql.SQL(statement).format(role))  # type: ignore[arg-type]
        for table in APPEND_ONLY_TABLES:
            connection.execute(
                sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
                    sql.Identifier(table), role
                )
            )
