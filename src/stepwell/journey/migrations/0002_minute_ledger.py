from django.db import migrations

from stepwell.foundation.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("journey", "0001_initial"), ("chart", "0002_never_edited")]

    operations = [
        append_only("journey_presence"),
        migrations.RunSQL(
            "CREATE TRIGGER journey_section_signed BEFORE UPDATE OR DELETE ON journey_assessment_section "
            "FOR EACH ROW EXECUTE FUNCTION stepwell_signed_stays();"
            "CREATE TRIGGER journey_aftercare_signed BEFORE UPDATE OR DELETE ON journey_aftercare_plan "
            "FOR EACH ROW EXECUTE FUNCTION stepwell_signed_stays();",
            "DROP TRIGGER journey_section_signed ON journey_assessment_section;"
            "DROP TRIGGER journey_aftercare_signed ON journey_aftercare_plan;",
        ),
    ]
