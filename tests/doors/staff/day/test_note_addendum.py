"""Adding to a signed note: the part stays as it was signed (mission row M17)."""

import pytest

from stepwell.chart.notes.models import Addendum, MemberNote
from stepwell.trust.ledger.models import Event

from .test_note import OWN, sent
from .test_note import page as page
from .test_note import sign as sign
from .test_note import two as two

pytestmark = pytest.mark.django_db
ADDED = {"text": "Called back: the date has moved.", "reason": "Told me after the group."}


@pytest.fixture
def adding(two, as_, page, sign, roll):
    ana, ben = two
    roll(ana, ben)
    as_("therapist").post(sign, sent(ana, ben))
    return f"{page}{ana.patient.pk}/addendum/"


def test_it_stands_with_the_note_and_the_chart_and_changes_nothing(two, as_, page, adding):
    ana = two[0].patient
    client = as_("therapist")
    assert "Add to this" in client.get(page).content.decode()
    assert OWN[0] in client.get(adding).content.decode()
    answer = client.post(adding, ADDED, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain == [(page, 302)]
    assert ADDED["text"] in text
    assert "by Rosa Delgado, LCSW: Told me after the group." in text
    assert MemberNote.objects.get(patient=ana).text == OWN[0]
    assert Event.objects.filter(name="note.added_to", patient_id=ana.pk).count() == 1
    assert ADDED["text"] in client.get(f"/staff/patients/{ana.pk}/").content.decode()


def test_it_needs_words_a_reason_and_is_kept_once(as_, adding):
    client = as_("therapist")
    assert client.post(adding, {"text": "More.", "reason": ""}).status_code == 422
    assert client.post(adding, ADDED).status_code == 302
    answer = client.post(adding, ADDED)
    assert answer.status_code == 422
    assert "This was added already." in answer.content.decode()
    assert Addendum.objects.count() == 1


def test_only_who_treats_them_and_writes_notes_adds(two, as_, adding):
    assert as_("therapist2").post(adding, ADDED).status_code == 404
    assert as_("nurse").post(adding, ADDED).status_code == 403
    assert not Addendum.objects.exists()


def test_a_draft_is_written_in_and_not_added_to(two, as_, page, roll):
    ana, ben = two
    roll(ana, ben)
    client = as_("therapist")
    client.post(page, sent(ana, ben))
    answer = client.post(f"{page}{ana.patient.pk}/addendum/", ADDED)
    assert answer.status_code == 422
    assert "This note is not signed yet" in answer.content.decode()
