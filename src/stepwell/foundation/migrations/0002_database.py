from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from stepwell.foundation.sql import append_only_function


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        append_only_function(),
    ]
