from django.db import migrations

from stepwell.foundation.sql import append_only

SIGNED_STAYS = """
CREATE FUNCTION stepwell_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION '% is signed: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER chart_group_note_signed BEFORE UPDATE OR DELETE ON chart_group_note
    FOR EACH ROW EXECUTE FUNCTION stepwell_signed_stays();
CREATE TRIGGER chart_member_note_signed BEFORE UPDATE OR DELETE ON chart_member_note
    FOR EACH ROW EXECUTE FUNCTION stepwell_signed_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("chart", "0001_initial")]

    operations = [
        append_only("chart_measure_response"),
        append_only("chart_medication_order"),
        migrations.RunSQL(
            SIGNED_STAYS,
            "DROP TRIGGER chart_group_note_signed ON chart_group_note;"
            "DROP TRIGGER chart_member_note_signed ON chart_member_note;"
            "DROP FUNCTION stepwell_signed_stays();",
        ),
    ]
