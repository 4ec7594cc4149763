from django.db import migrations, models

# In the event's own transaction: what is not committed is not waiting, and what commits late waits from then on.
WAIT = """
CREATE FUNCTION stepwell_ledger_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO trust_ledger_unsealed (event_id, number)
        SELECT id, number FROM added ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER trust_ledger_event_waits AFTER INSERT ON trust_ledger_event
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION stepwell_ledger_waits();
INSERT INTO trust_ledger_unsealed (event_id, number)
    SELECT e.id, e.number FROM trust_ledger_event e
    LEFT JOIN trust_ledger_link l ON l.event_id = e.id WHERE l.event_id IS NULL;
"""
WAIT_NO_MORE = """
DROP TRIGGER trust_ledger_event_waits ON trust_ledger_event;
DROP FUNCTION stepwell_ledger_waits();
"""


class Migration(migrations.Migration):
    dependencies = [("trust", "0003_sessions")]

    operations = [
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
            ],
            options={
                "db_table": "trust_ledger_unsealed",
                "indexes": [models.Index(fields=["number"], name="ledger_unsealed_number")],
            },
        ),
        migrations.RunSQL(WAIT, WAIT_NO_MORE),
    ]
