"""Attendance as people come and go: a tap a member, one to finish (mission row M19)."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine

from stepwell.journey.days.models import Presence, RollCall, Tap
from stepwell.journey.days.queries import minutes_of, standing
from stepwell.trust.ledger.models import Event

from .conftest import utc

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def running(still: None) -> Iterator[None]:
    """Twenty past nine: the session began at nine."""
    with time_machine.travel(utc(14, 20), tick=False):
        yield


@pytest.fixture
def two(admit_someone):
    return admit_someone(), admit_someone(given_name="Ben", family_name="Ruiz")


def tapped(client, where, someone, kind="arrived", *, headers=None, **more):
    sent = {"kind": kind, "client_id": str(uuid4())} | more
    return client.post(f"{where}{someone.patient.pk}/tap/", sent, headers=headers or {})


def test_one_tap_a_member_and_one_to_finish(two, as_, where):
    ana, ben = two
    client = as_("therapist")
    assert tapped(client, where, ana, clock="09:00").status_code == 302
    assert tapped(client, where, ben).status_code == 302
    text = client.get(where).content.decode()
    assert "2 here now, 2 expected." in text
    assert "since 9:00" in text
    page = client.post(f"{where}attendance/", follow=True)
    assert "Attendance is taken: 2 of 2 here." in page.content.decode()
    assert minutes_of(RollCall.objects.get().session) == {ana.patient.pk: 60, ben.patient.pk: 40}


def test_who_leaves_and_comes_back_has_two_intervals_on_the_page(two, as_, where):
    ana, _ben = two
    client = as_("therapist")
    for kind, clock in (("arrived", "09:00"), ("left", "09:05"), ("arrived", "09:10")):
        tapped(client, where, ana, kind, clock=clock)
    client.post(f"{where}attendance/")
    text = client.get(where).content.decode()
    assert "9:00 a.m. to 9:05 a.m.<br>9:10 a.m. to 10:00 a.m." in text


def test_htmx_gets_only_the_list(two, as_, where):
    text = tapped(as_("therapist"), where, two[0], headers=HTMX).content.decode()
    assert 'id="live"' in text
    assert "<html" not in text
    assert "1 here now, 2 expected." in text


def test_the_same_press_twice_is_one_mark(two, as_, where):
    client, key = as_("therapist"), str(uuid4())
    for _press in range(2):
        tapped(client, where, two[0], client_id=key)
    assert Tap.objects.count() == 1


def test_undo_takes_the_last_mark_back_once(two, as_, where):
    client = as_("therapist")
    tapped(client, where, two[0])
    undo = f"{where}taps/{Tap.objects.get().pk}/undoing/"
    assert client.post(undo).status_code == 302
    assert "0 here now" in client.get(where).content.decode()
    page = client.post(undo)
    assert page.status_code == 422
    assert "This mark was taken back already." in page.content.decode()


def test_a_time_that_has_not_come_gets_a_sentence(two, as_, where):
    page = tapped(as_("therapist"), where, two[0], clock="09:50")
    assert page.status_code == 422
    assert "This time has not come yet." in page.content.decode()
    assert not Tap.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"kind": "flew"}, {"client_id": "x"}, {"clock": "25:99"}, {"how": "by owl"}]
)
def test_nonsense_is_refused_and_writes_nothing(two, as_, where, wrong):
    assert tapped(as_("therapist"), where, two[0], **wrong).status_code == 422
    assert not Tap.objects.exists()


def test_finishing_twice_gets_a_sentence(two, as_, where):
    client = as_("therapist")
    tapped(client, where, two[0])
    assert client.post(f"{where}attendance/").status_code == 302
    page = client.post(f"{where}attendance/")
    assert page.status_code == 422
    assert "Attendance was taken already." in page.content.decode()
    assert Presence.objects.count() == 1


def test_who_joined_by_video_appears_by_themselves_with_the_state(two, as_, where, group, now):
    from stepwell.journey.days.actions import tap

    ana, _ben = two
    tap(
        group=group,
        day=now.date(),
        patient_id=ana.patient.pk,
        kind="arrived",
        source="video",
        how="video",
        state="NJ",
        client_id=uuid4(),
        occurred_at=utc(14, 5),
        by=ana.viewer,
        at=utc(14, 5),
    )
    client = as_("therapist")
    text = client.get(f"{where}live/", headers=HTMX).content.decode()
    assert "By video, NJ" in text
    client.post(f"{where}attendance/")
    row = standing(RollCall.objects.get().session_id).get()
    assert (row.how, row.state) == ("video", "NJ")
    assert "By video, NJ" in client.get(where).content.decode()


def test_the_list_asks_again_only_while_the_session_runs(two, as_, where):
    client = as_("therapist")
    tapped(client, where, two[0])
    assert "every 20s" in client.get(where).content.decode()
    with time_machine.travel(utc(15, 0), tick=False):
        client.logout()  # forty minutes later nobody is signed in any more
        text = as_("therapist").get(where).content.decode()
    assert "every 20s" not in text
    assert "Finish: 1 came, 1 not here" in text


def test_once_attendance_is_taken_the_list_gives_way_to_it(two, as_, where):
    client = as_("therapist")
    client.post(f"{where}attendance/")
    answer = client.get(f"{where}live/", headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, where)
    assert client.get(f"{where}live/").status_code == 302


def test_asking_by_itself_neither_counts_as_looking_nor_keeps_a_session_alive(two, as_, where):
    client = as_("therapist")
    client.get(where)
    seen, used = Event.objects.filter(name="view:roster").count(), client.session["used_at"]
    with time_machine.travel(utc(14, 25), tick=False):
        client.get(f"{where}live/", headers=HTMX | {"X-Poll": "1"})
        assert client.session["used_at"] == used
    assert Event.objects.filter(name="view:roster").count() == seen


def test_the_form_is_still_there_for_writing_it_down_at_once(two, as_, where):
    text = as_("therapist").get(f"{where}?way=form").content.decode()
    assert "Everyone is here" in text


def test_someone_elses_patients_and_marks_are_not_found(two, as_, where):
    client = as_("therapist")
    tapped(client, where, two[0])
    mark = Tap.objects.get().pk
    other = as_("therapist2")
    assert tapped(other, where, two[0]).status_code == 404
    assert other.post(f"{where}taps/{mark}/undoing/").status_code == 404
    assert other.post(f"{where}taps/{uuid4()}/undoing/").status_code == 404
    assert other.post(f"{where}attendance/").status_code == 422  # members they do not treat
    assert not RollCall.objects.exists()


@pytest.mark.parametrize("key", ["director", "coordinator", "biller"])
def test_roles_that_do_not_mark_attendance_are_kept_out(two, as_, where, key):
    client = as_(key)
    assert tapped(client, where, two[0]).status_code == 403
    assert client.post(f"{where}attendance/").status_code == 403
    assert client.get(f"{where}live/").status_code == 403


@pytest.mark.list_page("staff:roster_live")
@pytest.mark.parametrize("members", [1, 3, 10])
def test_the_live_list_asks_the_same_number_of_queries_for_any_number(
    members, admit_someone, as_, where, django_assert_num_queries
):
    client = as_("therapist")
    for number in range(members):
        someone = admit_someone(given_name=f"M{number}", family_name="Vale")
        tapped(client, where, someone)
    with django_assert_num_queries(15):
        assert client.get(f"{where}live/", headers=HTMX).status_code == 200
