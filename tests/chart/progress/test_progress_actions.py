# M18
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from stepwell.chart.plan.actions import set_goal
from stepwell.chart.progress import actions
from stepwell.chart.progress.queries import progress_note, to_cosign
from stepwell.foundation.errors import Conflict, NotFound, Refused
from stepwell.trust.credentials.actions import record_supervision

WORDS = {"data": "Talked about sleep.", "assessment": "Steadier.", "plan": "Sleep diary."}


@pytest.fixture
def write(clinic, admitted, now):
    occasion = uuid4()

    def write(by="therapist", **changes):
        given = {
            "patient": admitted.patient,
            "occasion_id": occasion,
            "kind": "individual",
            "format": "dap",
            "sections": WORDS,
            "goal_ids": [],
            "revision": 0,
            "by": clinic.viewers[by],
            "at": now,
        }
        return actions.save_progress_note(**{**given, **changes})

    return write


@pytest.fixture
def supervised(clinic, now):
    return record_supervision(
        supervisor=clinic.staff["therapist2"],
        supervisee=clinic.staff["therapist"],
        from_day=date(2026, 1, 1),
        until_day=None,
        by=clinic.viewers["administrator"],
        at=now,
    )


def test_a_note_is_saved_tied_to_a_goal_and_signed_once(write, clinic, admitted, now) -> None:
    by = clinic.viewers["therapist"]
    goal = set_goal(
        patient=admitted.patient, episode=None, statement="Sleep through", by=by, at=now
    )
    note = write(goal_ids=[goal.pk])
    signed = actions.sign_progress_note(note=note, kept=True, by=by, at=now)
    assert (signed.state, signed.title) == ("signed", "LCSW")
    with pytest.raises(Refused):
        actions.sign_progress_note(note=note, kept=True, by=by, at=now)
    with pytest.raises(Refused):
        write(revision=1)


def test_a_stale_save_is_refused(write) -> None:
    write()
    with pytest.raises(Refused, match="saved elsewhere"):
        write()
    assert write(revision=1).revision == 2


def test_another_patients_goal_and_another_author_are_refused(
    write, admit_someone, clinic, now
) -> None:
    other = admit_someone(given_name="Bo", family_name="Lee")
    by = clinic.viewers["therapist"]
    goal = set_goal(
        patient=other.patient, episode=None, statement="Back to work in spring", by=by, at=now
    )
    with pytest.raises(NotFound):
        write(goal_ids=[goal.pk])
    write()
    with pytest.raises(Refused, match="Only the author"):
        write(by="prescriber", revision=1)


def test_signing_wants_every_section_and_a_kept_appointment(write, clinic, now) -> None:
    note = write(sections={**WORDS, "plan": " "})
    with pytest.raises(Refused, match="plan"):
        actions.sign_progress_note(note=note, kept=True, by=clinic.viewers["therapist"], at=now)
    note = write(revision=1)
    with pytest.raises(Refused, match="how the appointment ended"):
        actions.sign_progress_note(note=note, kept=False, by=clinic.viewers["therapist"], at=now)


def test_the_supervisor_returns_then_signs(write, supervised, clinic, now) -> None:
    author, supervisor = clinic.viewers["therapist"], clinic.viewers["therapist2"]
    note = actions.sign_progress_note(note=write(), kept=True, by=author, at=now)
    assert note.state == "submitted"
    assert [n.pk for n in to_cosign(supervisor)] == [note.pk]
    with pytest.raises(Refused):
        actions.cosign_progress_note(note=note, by=author, at=now)
    with pytest.raises(Refused, match="what has to change"):
        actions.return_progress_note(note=note, comment=" ", by=supervisor, at=now)
    actions.return_progress_note(note=note, comment="Say more of risk.", by=supervisor, at=now)
    again = write(revision=1, sections={**WORDS, "assessment": "No thoughts of suicide."})
    again = actions.sign_progress_note(note=again, kept=True, by=author, at=now)
    done = actions.cosign_progress_note(note=again, by=supervisor, at=now + timedelta(hours=1))
    assert (done.state, done.cosigned_title) == ("signed", "LPC")
    assert not to_cosign(supervisor)
    with pytest.raises(Refused):
        actions.cosign_progress_note(note=again, by=supervisor, at=now)


def test_who_neither_treats_nor_supervises_does_not_find_the_note(write, clinic) -> None:
    note = write()
    with pytest.raises(NotFound):
        progress_note(clinic.viewers["therapist3"], note.pk)


def test_an_addendum_is_a_new_row_of_a_signed_note(write, clinic, now) -> None:
    by = clinic.viewers["therapist"]
    note = write()
    with pytest.raises(Refused, match="not signed yet"):
        actions.add_to_progress_note(note=note, text="x", reason="y", by=by, at=now)
    actions.sign_progress_note(note=note, kept=True, by=by, at=now)
    row = actions.add_to_progress_note(
        note=note, text="The sister called.", reason="forgot", by=by, at=now
    )
    assert [a.pk for a in progress_note(by, note.pk).addenda.all()] == [row.pk]


@pytest.mark.parametrize("state", ["signed", "submitted"])
def test_the_database_keeps_the_words_of_a_note_that_left_its_author(
    state, write, clinic, now, request
) -> None:
    if state == "submitted":
        request.getfixturevalue("supervised")
    note = actions.sign_progress_note(
        note=write(), kept=True, by=clinic.viewers["therapist"], at=now
    )
    assert note.state == state
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE chart_progress_note SET sections = '{}' WHERE id = %s", [note.pk])


def test_nobody_has_two_supervisors_at_once(supervised, clinic, now) -> None:
    with pytest.raises(Conflict):
        record_supervision(
            supervisor=clinic.staff["therapist3"],
            supervisee=clinic.staff["therapist"],
            from_day=date(2026, 6, 1),
            until_day=None,
            by=clinic.viewers["administrator"],
            at=now,
        )
