"""The simulated clinic: true to the laws of the house, the same for the same seed, all of it or nothing."""

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from stepwell.chart.episodes.models import Episode
from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.models import MeasureResponse
from stepwell.chart.medications.models import AlertOverride, MedicationOrder
from stepwell.chart.notes.models import GroupNote
from stepwell.chart.safety.models import Alarm
from stepwell.doors.cli.simulation.attending import Day, _present
from stepwell.doors.cli.simulation.kinds import kinds, words
from stepwell.doors.cli.simulation.progress import Silent
from stepwell.doors.cli.simulation.simulator import Outcome, simulate
from stepwell.doors.cli.simulation.unfinished import PATIENT_EMAIL, SUPPORTER_EMAIL
from stepwell.foundation.clock import at_local
from stepwell.journey.admission.models import SeatAssignment
from stepwell.journey.aftercare.models import AftercarePlan
from stepwell.journey.assessment.models import Assessment, LevelDecision
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days.models import Presence, RollCall
from stepwell.journey.days.queries import minutes_of
from stepwell.journey.intake.models import Inquiry, Packet
from stepwell.journey.outreach.models import OutreachTask
from stepwell.journey.outreach.queries import promptness
from stepwell.journey.outreach.terms import LIVE, TaskState
from stepwell.journey.stepdown.models import Step
from stepwell.trust.access.queries import viewer_for
from stepwell.trust.ledger.models import Event
from stepwell.trust.people.models import Account

UNTIL = date(2026, 11, 23)  # a Monday
ZONE = "America/New_York"


def lived(patients: int, weeks: int, seed: int, until: date = UNTIL) -> Outcome:
    from support.clinic import password_hash

    return simulate(
        patients=patients,
        weeks=weeks,
        seed=seed,
        until=until,
        progress=Silent(),
        hashed=password_hash(),
    )


@pytest.fixture(scope="module")
def history(django_db_setup: None, django_db_blocker: Any) -> Iterator[Outcome]:
    """Nine people and nine weeks, for every test of this file that only looks."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield lived(9, 9, seed=3)
        transaction.set_rollback(True)


# -- what it leaves --------------------------------------------------------------------------------


def test_as_many_are_in_the_program_as_were_asked_for(history: Outcome) -> None:
    assert abs(Episode.objects.filter(state="active").count() - 9) <= 1
    assert Episode.objects.filter(state="closed").exists()
    assert Step.objects.exists()


def test_the_clock_goes_forward_and_stops_before_today(history: Outcome) -> None:
    times = list(Event.objects.order_by("number").values_list("at", flat=True))
    back = [(a, b) for a, b in itertools.pairwise(times) if b < a - timedelta(minutes=2)]
    assert back == []
    assert times[-1] < at_local(UNTIL, datetime.min.time(), ZONE)


def test_nobody_holds_two_seats_at_once_or_one_without_a_stay(history: Outcome) -> None:
    for held in SeatAssignment.objects.exclude(during__isempty=True).select_related("episode"):
        assert held.during.lower >= held.episode.opened_on
        if held.episode.state == "closed":
            assert held.during.upper and held.during.upper <= held.episode.closed_on + timedelta(1)
    open_now = Counter(
        SeatAssignment.objects.filter(during__upper_inf=True).values_list("patient_id", flat=True)
    )
    assert set(open_now.values()) == {1}
    active = Episode.objects.filter(state="active").values_list("patient_id", flat=True)
    assert set(open_now) == set(active)


def test_a_signed_note_speaks_of_exactly_those_with_minutes(history: Outcome) -> None:
    signed = list(GroupNote.objects.filter(state="signed").prefetch_related("members"))
    assert len(signed) > 50
    for note in signed:
        session = GroupSession.objects.get(pk=note.occasion_id)
        minutes = minutes_of(session)
        assert {part.patient_id for part in note.members.all()} == set(minutes)
        assert all(0 < value <= session.group.minutes for value in minutes.values())
        assert all(part.text for part in note.members.all())
        assert note.signed_by == session.leader_id


def test_every_signed_note_has_a_roll_that_was_taken_first(history: Outcome) -> None:
    rolls = dict(RollCall.objects.values_list("session_id", "taken_at"))
    for occasion, signed_at in GroupNote.objects.filter(state="signed").values_list(
        "occasion_id", "signed_at"
    ):
        assert rolls[occasion] <= signed_at


def test_some_are_absent_late_or_leave_early(history: Outcome) -> None:
    expected = sum(len(roll.expected) for roll in RollCall.objects.all())
    came = Presence.objects.filter(replaces__isnull=True).count()
    assert 0.6 * expected < came < expected
    cut = Presence.objects.filter(replaced_by__isnull=True).select_related("session")
    assert any(p.joined_at > p.session.during.lower for p in cut)
    assert any(p.left_at < p.session.during.upper for p in cut)


def test_every_positive_item_nine_rang(history: Outcome) -> None:
    item = instrument("phq-9").alarms[0].item
    answered = MeasureResponse.objects.filter(instrument="phq-9")
    positive = {r.pk for r in answered if r.answers[item] > 0}
    assert positive
    assert positive == set(Alarm.objects.values_list("response_id", flat=True))


def test_people_get_better_over_their_weeks(history: Outcome) -> None:
    better = 0
    long = [e.patient for e in Episode.objects.filter(opened_on__lte=UNTIL - timedelta(weeks=5))]
    for patient in long:
        scores = list(patient.responses.filter(instrument="phq-9").order_by("answered_at"))
        better += scores[-1].score < scores[0].score
    assert better > 0.6 * len(long)


def test_serious_advice_was_answered(history: Outcome) -> None:
    assert MedicationOrder.objects.filter(kind="change").exists()
    assert all(len(row.reason) > 20 for row in AlertOverride.objects.all())


EVENTS = {
    "roll.taken": lambda: RollCall.objects.count(),
    "note.signed": lambda: GroupNote.objects.filter(state="signed").count(),
    "patient.admitted": lambda: Episode.objects.count(),
    "episode.closed": lambda: Episode.objects.filter(state="closed").count(),
    "level.decided": lambda: LevelDecision.objects.count(),
    "level.stepped": lambda: Step.objects.count(),
    "order.started": lambda: MedicationOrder.objects.filter(kind="start").count(),
    "order.changed": lambda: MedicationOrder.objects.filter(kind="change").count(),
    "order.stopped": lambda: MedicationOrder.objects.filter(kind="stop").count(),
    "measure.answered": lambda: MeasureResponse.objects.count(),
    "alarm.raised": lambda: Alarm.objects.count(),
    "alarm.acted": lambda: Alarm.objects.filter(state="acted").count(),
    "packet.submitted": lambda: Packet.objects.filter(submitted_at__isnull=False).count(),
    "aftercare.signed": lambda: AftercarePlan.objects.filter(signed_at__isnull=False).count(),
}


@pytest.mark.parametrize("name", EVENTS)
def test_each_act_left_its_event(history: Outcome, name: str) -> None:
    assert Event.objects.filter(name=name).count() == EVENTS[name]()


def test_nothing_is_queued_for_sending(history: Outcome) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    assert not ProcrastinateJob.objects.exists()


# -- what waits for each role today ----------------------------------------------------------------


def test_every_role_finds_something_to_do_today(history: Outcome) -> None:
    morning, evening = (
        at_local(UNTIL, datetime.min.time(), ZONE),
        at_local(UNTIL, datetime.max.time(), ZONE),
    )
    new = Inquiry.objects.filter(state="new", promised_call_at__range=(morning, evening))
    assert new.count() >= 2
    for state in ("booked", "consulted", "packet_out", "assessing"):
        assert Inquiry.objects.filter(state=state).exists(), state
    waiting = [
        sorted(bool(part.signed_at) for part in a.sections.all())
        for a in Assessment.objects.filter(decided_at__isnull=True)
    ]
    assert [False, True] in waiting and [True, True] in waiting
    assert 1 <= Alarm.objects.filter(state="open").count() <= 2
    assert GroupNote.objects.filter(state="draft").count() == 1
    assert AftercarePlan.objects.filter(signed_at__isnull=True).exists()
    assert not RollCall.objects.filter(session__day__gte=UNTIL).exists()


def test_the_listed_therapist_has_the_alarm_and_the_draft(history: Outcome) -> None:
    therapist = Account.objects.get(email="therapist@stepwell.example")
    assert Alarm.objects.filter(state="open", clinician=therapist).exists()
    assert GroupNote.objects.get(state="draft").author == therapist.pk


def test_a_patient_and_whom_they_let_in_can_sign_in(history: Outcome) -> None:
    patient = Account.objects.get(email=PATIENT_EMAIL)
    supporter = Account.objects.get(email=SUPPORTER_EMAIL)
    for account in (patient, supporter):
        assert account.check_password("stepwell-demo")
    patient_id = viewer_for(patient).patient_id
    assert viewer_for(supporter).shared_patient_ids == {patient_id}
    assert Episode.objects.get(patient_id=patient_id).state == "active"
    assert MeasureResponse.objects.filter(patient_id=patient_id, instrument="phq-9").count() >= 4


# -- the same again, or nothing --------------------------------------------------------------------


def digest() -> str:
    columns = (
        "id",
        "at",
        "actor_id",
        "actor_label",
        "name",
        "subject_type",
        "subject_id",
        "patient_id",
    )
    total = hashlib.sha256()
    for row in Event.objects.order_by("number").values(*columns, "reason", "detail"):
        total.update(json.dumps(row, sort_keys=True, default=str).encode())
    return total.hexdigest()


def lived_digest(**how: Any) -> str:
    with transaction.atomic():
        lived(4, 3, **how)
        found = digest()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_clinic_and_another_seed_another() -> None:
    first, again, other = lived_digest(seed=1), lived_digest(seed=1), lived_digest(seed=2)
    assert first == again != other


@pytest.mark.django_db
@pytest.mark.parametrize(
    "day", [date(2026, 11, 25), date(2026, 11, 28), date(2026, 11, 29), date(2026, 12, 7)]
)
def test_it_may_end_on_any_day(day: date) -> None:
    assert lived(3, 2, seed=5, until=day).until == day


@pytest.mark.django_db
def test_interrupted_it_leaves_nothing() -> None:
    class Interrupted(Silent):
        def tell(self, done: float, words: str) -> None:
            if done > 0.5:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(patients=3, weeks=2, seed=1, until=UNTIL, progress=Interrupted(), hashed="x")
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("late", "early", "fits"),
    [
        (0, 0, Day(0, 0)),
        (35, 20, Day(35, 20)),
        (35, 30, Day(35, 0)),  # left five minutes before they came
        (30, 30, Day(30, 0)),
        (60, 0, Day(0, 0)),
        (0, 60, Day(0, 0)),
    ],
)
def test_nobody_leaves_a_single_group_before_they_came(late: int, early: int, fits: Day) -> None:
    who: Any = "one"
    assert _present({who: Day(late, early)}, 60, first=True, last=True) == {who: fits}
    assert _present({who: Day(late, early)}, 90, first=True, last=False) == {who: Day(late, 0)}


# -- the people ------------------------------------------------------------------------------------


def test_there_are_eight_kinds_of_people_with_formulary_medicines() -> None:
    from stepwell.chart.medications.formulary import drugs

    assert len({kind.key for kind in kinds()}) == 8
    known = {drug.name for drug in drugs()}
    assert {turn.drug for kind in kinds() for turn in kind.course} <= known


def test_names_come_in_every_shape() -> None:
    names = [f"{row['given']} {row['family']}" for row in words()["names"]["special"]]
    assert any("'" in name for name in names)
    assert any("-" in name for name in names)
    assert any(len(name) > 60 for name in names)
    assert any(len(name) <= 5 for name in names)
    assert any(not name.isascii() for name in names)


def test_whoever_missed_a_day_is_called_and_most_the_same_day(history: Outcome) -> None:  # M19
    director = viewer_for(Account.objects.get(email="director@stepwell.example"))
    figure = promptness(director, history.first, history.until)
    tasks = OutreachTask.objects.exclude(state=TaskState.WITHDRAWN)
    assert figure.tasks == tasks.count() > 10
    assert figure.percent is not None
    assert figure.percent >= 80
    live = tasks.filter(state__in=LIVE)
    assert not live.filter(day__lt=UNTIL - timedelta(days=7)).exists()
    assert set(tasks.exclude(state__in=LIVE).values_list("barrier", flat=True)) > {"transport"}


def test_every_absence_of_someone_in_the_program_has_its_outreach(history: Outcome) -> None:  # M19
    called = {(task.patient_id, task.day) for task in OutreachTask.objects.all()}
    absent = {
        (patient_id, roll.session.day)
        for roll in RollCall.objects.select_related("session")
        for patient_id in map(UUID, roll.expected)
        if patient_id not in minutes_of(roll.session)
    }
    assert absent
    assert absent <= called
