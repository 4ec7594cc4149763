"""The auditor's page (mission row M3)."""

import pytest

from stepwell.trust.ledger.models import Event
from stepwell.trust.ledger.reactions import seal

pytestmark = pytest.mark.django_db
LEDGER = "/staff/ledger/"


def test_events_stand_newest_first_with_chart_numbers_and_no_names_of_patients(as_, admitted):
    text = as_("auditor").get(LEDGER).content.decode()
    newest = Event.objects.exclude(name__startswith="view:").order_by("-number").first()
    assert text.index(newest.name) > 0
    assert admitted.patient.mrn in text
    numbers = [
        f'<td class="num">{n}</td>'
        for n in Event.objects.order_by("-number").values_list("number", flat=True)[1:4]
    ]
    places = [text.index(number) for number in numbers]
    assert places == sorted(places)


def test_reading_the_ledger_is_in_the_ledger(as_, clinic):
    as_("auditor").get(LEDGER)
    assert "view:ledger" in as_("auditor").get(LEDGER).content.decode()


def test_it_is_filtered_by_chart_number_actor_event_and_day(as_, admitted):
    client = as_("auditor")
    one = client.get(LEDGER, {"mrn": admitted.patient.mrn}).content.decode()
    assert "patient.admitted" in one
    assert "track.opened" not in one
    assert "patient.admitted" in client.get(LEDGER, {"actor": "rosa"}).content.decode()
    assert "patient.admitted" not in client.get(LEDGER, {"actor": "nobody"}).content.decode()
    found = client.get(LEDGER, {"event": "seat."}).content.decode()
    assert "seat.taken" in found
    assert "patient.admitted" not in found
    assert "patient.admitted" in client.get(LEDGER, {"day": "2026-11-16"}).content.decode()
    assert "patient.admitted" not in client.get(LEDGER, {"day": "2026-11-15"}).content.decode()


def test_a_chart_number_nobody_has_and_a_broken_day_get_a_sentence(as_, clinic):
    client = as_("auditor")
    assert (
        "Nobody has that chart number." in client.get(LEDGER, {"mrn": "SW-999999"}).content.decode()
    )
    assert client.get(LEDGER, {"day": "someday"}).status_code == 422


def test_pages_go_on_by_number(as_, clinic):
    client = as_("auditor")
    numbers = list(Event.objects.order_by("-number").values_list("number", flat=True)[:60])
    first = client.get(LEDGER).content.decode()
    assert f"?below={numbers[49]}" in first
    second = client.get(LEDGER, {"below": numbers[49]}).content.decode()
    assert f'<td class="num">{numbers[50]}</td>' in second
    assert f'<td class="num">{numbers[49]}</td>' not in second


def test_the_chain_is_verified_on_asking_and_says_when(as_, clinic):
    seal()
    client = as_("auditor")
    page = client.post(f"{LEDGER}verification/", follow=True)
    text = page.content.decode()
    assert "sealed rows are as they were written." in text
    assert "Nov 23, 2026, 10:00 a.m." in text
    assert "all as written, by Vera Stone" in text
    assert client.get(f"{LEDGER}verification/").status_code == 405


@pytest.mark.parametrize("key", ["therapist", "nurse", "coordinator", "biller"])
def test_roles_without_the_ledger_are_kept_out(as_, key):
    assert as_(key).get(LEDGER).status_code == 403
    assert as_(key).post(f"{LEDGER}verification/").status_code == 403


@pytest.mark.list_page("staff:ledger")
@pytest.mark.parametrize("members", [1, 3])
def test_the_ledger_asks_the_same_number_of_queries_for_one_and_three(
    members, admit_someone, as_, django_assert_num_queries
):
    for number in range(members):
        admit_someone(given_name=f"M{number}", family_name="Vale")
    client = as_("auditor")
    client.get(LEDGER)
    with django_assert_num_queries(10):
        assert client.get(LEDGER).status_code == 200
