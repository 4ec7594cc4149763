"""Pieces of SQL that migrations share."""

from django.db import migrations

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION stepwell_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def append_only_function() -> migrations.RunSQL:
    return migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION stepwell_append_only()")


def append_only(table: str) -> migrations.RunSQL:
    """No UPDATE, DELETE or TRUNCATE on `table`, whoever asks."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION stepwell_append_only();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION stepwell_append_only();
        """,
        f"DROP TRIGGER {table}_no_change ON {table}; DROP TRIGGER {table}_no_truncate ON {table};",
    )
