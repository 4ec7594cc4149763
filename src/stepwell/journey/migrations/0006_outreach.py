import django.db.models.deletion
import stepwell.foundation.ids
import stepwell.journey.outreach.terms
from django.conf import settings
from django.db import migrations, models


from stepwell.foundation.sql import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('journey', '0005_taps'),
        ('offering', '0001_initial'),
        ('trust', '0002_append_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutreachTask',
            fields=[
                ('id', models.UUIDField(default=stepwell.foundation.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[(stepwell.journey.outreach.terms.MissKind['DAY'], stepwell.journey.outreach.terms.MissKind['DAY']), (stepwell.journey.outreach.terms.MissKind['SESSION'], stepwell.journey.outreach.terms.MissKind['SESSION']), (stepwell.journey.outreach.terms.MissKind['SHORT'], stepwell.journey.outreach.terms.MissKind['SHORT'])], max_length=8)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('state', models.CharField(default=stepwell.journey.outreach.terms.TaskState['OPEN'], max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('urgent_because', models.CharField(blank=True, max_length=200)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('escalated_because', models.CharField(blank=True, max_length=200)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.UUIDField(null=True)),
                ('agreed', models.CharField(blank=True, max_length=14)),
                ('barrier', models.CharField(blank=True, choices=[(stepwell.journey.outreach.terms.Barrier['TRANSPORT'], stepwell.journey.outreach.terms.Barrier['TRANSPORT']), (stepwell.journey.outreach.terms.Barrier['WORK'], stepwell.journey.outreach.terms.Barrier['WORK']), (stepwell.journey.outreach.terms.Barrier['CHILDCARE'], stepwell.journey.outreach.terms.Barrier['CHILDCARE']), (stepwell.journey.outreach.terms.Barrier['ILLNESS'], stepwell.journey.outreach.terms.Barrier['ILLNESS']), (stepwell.journey.outreach.terms.Barrier['FORGOT'], stepwell.journey.outreach.terms.Barrier['FORGOT']), (stepwell.journey.outreach.terms.Barrier['CRISIS'], stepwell.journey.outreach.terms.Barrier['CRISIS']), (stepwell.journey.outreach.terms.Barrier['OTHER'], stepwell.journey.outreach.terms.Barrier['OTHER'])], max_length=10)),
                ('note', models.TextField(blank=True)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outreach', to='trust.patient')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offering.site')),
            ],
            options={
                'db_table': 'journey_outreach_task',
            },
        ),
        migrations.CreateModel(
            name='OutreachAttempt',
            fields=[
                ('id', models.UUIDField(default=stepwell.foundation.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.UUIDField()),
                ('channel', models.CharField(choices=[(stepwell.journey.outreach.terms.Channel['PHONE'], stepwell.journey.outreach.terms.Channel['PHONE']), (stepwell.journey.outreach.terms.Channel['EMAIL'], stepwell.journey.outreach.terms.Channel['EMAIL']), (stepwell.journey.outreach.terms.Channel['IN_PERSON'], stepwell.journey.outreach.terms.Channel['IN_PERSON'])], max_length=10)),
                ('heard', models.CharField(choices=[(stepwell.journey.outreach.terms.Heard['REACHED'], stepwell.journey.outreach.terms.Heard['REACHED']), (stepwell.journey.outreach.terms.Heard['NO_ANSWER'], stepwell.journey.outreach.terms.Heard['NO_ANSWER']), (stepwell.journey.outreach.terms.Heard['LEFT_MESSAGE'], stepwell.journey.outreach.terms.Heard['LEFT_MESSAGE']), (stepwell.journey.outreach.terms.Heard['WRONG_NUMBER'], stepwell.journey.outreach.terms.Heard['WRONG_NUMBER']), (stepwell.journey.outreach.terms.Heard['SENT'], stepwell.journey.outreach.terms.Heard['SENT'])], max_length=12)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='journey.outreachtask')),
            ],
            options={
                'db_table': 'journey_outreach_attempt',
            },
        ),
        migrations.AddIndex(
            model_name='outreachtask',
            index=models.Index(condition=models.Q(('state__in', (stepwell.journey.outreach.terms.TaskState['OPEN'], stepwell.journey.outreach.terms.TaskState['TRIED'], stepwell.journey.outreach.terms.TaskState['REACHED'], stepwell.journey.outreach.terms.TaskState['ESCALATED']))), fields=['opened_at'], name='outreach_live'),
        ),
        migrations.AddConstraint(
            model_name='outreachtask',
            constraint=models.UniqueConstraint(condition=models.Q(('state', stepwell.journey.outreach.terms.TaskState['WITHDRAWN']), _negated=True), fields=('patient', 'day'), name='outreach_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='outreachtask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', (stepwell.journey.outreach.terms.TaskState['OPEN'], stepwell.journey.outreach.terms.TaskState['TRIED'], stepwell.journey.outreach.terms.TaskState['REACHED'], stepwell.journey.outreach.terms.TaskState['ESCALATED']))), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state__in', [stepwell.journey.outreach.terms.TaskState['RESOLVED'], stepwell.journey.outreach.terms.TaskState['EXCUSED']]), models.Q(('note', ''), _negated=True), models.Q(('agreed', ''), _negated=True)), models.Q(('closed_at__isnull', False), ('state', stepwell.journey.outreach.terms.TaskState['WITHDRAWN'])), _connector='OR'), name='outreach_ends_with_what_was_agreed'),
        ),
        migrations.AddConstraint(
            model_name='outreachtask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('escalated_at__isnull', True), ('escalated_because', '')), models.Q(('escalated_at__isnull', False), models.Q(('escalated_because', ''), _negated=True)), _connector='OR'), name='outreach_escalated_says_why'),
        ),
        migrations.AddIndex(
            model_name='outreachattempt',
            index=models.Index(fields=['task', 'at'], name='outreach_tried'),
        ),
        append_only("journey_outreach_attempt"),
    ]
