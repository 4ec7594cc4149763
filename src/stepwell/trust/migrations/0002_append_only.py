from django.db import migrations

from stepwell.foundation.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]

    operations = [
        append_only("trust_ledger_event"),
        append_only("trust_ledger_link"),
        append_only("trust_disclosure"),
    ]
