"""M7: everybody who asked for help, by when we promised to call."""

from datetime import timedelta

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
URL = "/staff/pipeline/"


def test_an_empty_pipeline_says_so(as_, text) -> None:
    assert "Nobody is waiting" in text(as_("coordinator").get(URL))


def test_someone_we_are_late_for_stands_first_with_how_late(as_, another, text, now) -> None:
    another("Late Lee", at=now - timedelta(days=3)).asked()
    another("Soon Sun", at=now).asked()
    page = text(as_("coordinator").get(URL))
    assert "1 person has waited longer than promised" in page
    assert "Promised by 2:00 p.m. Nov 20, 2026, 2 days late" in page
    assert "Promised by 2:00 p.m. today, in 4 hours" in page
    assert page.index("Late Lee") < page.index("Soon Sun")


def test_each_state_says_why_now(as_, another, text, now) -> None:
    another("Booked Bo").asked().booked()
    another("Spoken Sam").asked().consulted()
    another("Packet Pia").asked().consulted().sent()
    another("Back Bea").asked().consulted().sent().joined().submitted()
    another("Assessed Al").asked().consulted().sent().opened()
    another("Ready Ray").ready()
    page = text(as_("coordinator").get(URL))
    for words in (
        "Call booked today at 11:00 a.m. with Imani Okafor",
        "Spoke today and wants to go on: send the packet",
        "Packet not opened yet, sent just now",
        "The packet came back today: open the assessment",
        "Waiting for Rosa Delgado and Daniel Osei, opened just now",
        "IOP decided today: admit",
    ):
        assert words in page


def test_an_unanswered_packet_becomes_a_call_after_three_days(as_, another, text, now) -> None:
    another("Quiet Quinn", at=now - timedelta(days=4)).asked().consulted().sent()
    page = text(as_("coordinator").get(URL))
    assert "sent 4 days ago: call and ask" in page
    assert "Waiting for others" not in page


def test_one_state_is_picked_by_its_tab(as_, another, text) -> None:
    another("New Nia").asked()
    another("Spoken Sam").asked().consulted()
    page = text(as_("coordinator").get(URL, {"state": "consulted"}))
    assert "Spoken Sam" in page
    assert "New Nia" not in page
    assert "Nobody is being assessed" in text(as_("coordinator").get(URL, {"state": "assessing"}))


def test_a_phone_number_is_there_to_tap(as_, way) -> None:
    way.asked(phone="(555) 010-0177")
    assert 'href="tel:5550100177"' in as_("coordinator").get(URL).content.decode()


@pytest.mark.list_page("staff:pipeline")
def test_the_list_takes_the_same_queries_for_one_and_for_three(
    as_, another, django_assert_num_queries
) -> None:
    browser = as_("coordinator")
    browser.get(URL)
    for name in ("Ada Un", "Bo Deux", "Cy Trois"):
        another(name).ready()
        another(f"{name} again").asked().booked(after=timedelta(hours=len(name)))
        if name in ("Ada Un", "Cy Trois"):
            with django_assert_num_queries(13):
                assert browser.get(URL).status_code == 200


@pytest.mark.parametrize("role", ["therapist", "prescriber", "biller", "nurse"])
def test_those_who_do_not_work_the_pipeline_do_not_see_it(as_, role) -> None:
    assert as_(role).get(reverse("staff:pipeline")).status_code == 403
