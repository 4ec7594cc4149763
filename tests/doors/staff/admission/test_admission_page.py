"""M10: what is ready, what is missing, a seat and a first day; then the sentence everybody waited for."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from stepwell.chart.episodes.models import Episode
from stepwell.doors.staff.admission.admissions import next_day, spread
from stepwell.journey.admission.models import SeatAssignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(way: Any) -> Any:
    return way.ready()


def place(way: Any) -> str:
    return reverse("staff:admission", kwargs={"assessment_id": way.assessment.pk})


def choice(clinic: Any, **more: Any) -> dict[str, Any]:
    track = next(track for track in clinic.tracks if track.name == "Day track A")
    return {"track": track.pk, "weekdays": [0, 2, 4], "first_day": "2026-11-30", **more}


@pytest.mark.parametrize("key", ["coordinator", "therapist"])
def test_admitting_ends_in_when_and_where(as_, ready, clinic, text, key) -> None:
    page = as_(key).post(place(ready), choice(clinic), follow=True)
    assert "Ana starts on Monday, November 30 at 9:00 a.m. in Riverside." in text(page)
    assert ("Open the chart" in text(page)) is (key == "therapist")
    assert SeatAssignment.objects.get().weekdays == [0, 2, 4]


def test_tracks_at_the_decided_level_stand_with_their_free_seats(
    as_, ready, admit_someone, text
) -> None:
    admit_someone(given_name="Noor")
    page = text(as_("coordinator").get(place(ready)))
    assert "13 of 14" in page
    assert "Day track B" in page
    assert "Partial day" not in page
    assert "Weekly evening group" not in page


def test_choosing_a_track_offers_its_days(as_, ready, clinic, text) -> None:
    evening = next(track for track in clinic.tracks if track.name == "Evening track")
    page = text(as_("coordinator").get(place(ready), {"track": str(evening.pk)}))
    assert "Evening track, Riverside" in page
    assert "Thursday" in page
    assert "Friday" not in page.split("Days they come")[1].split("First day")[0]


def test_what_is_missing_is_said_and_stops_the_button(as_, way, clinic, text) -> None:
    way.asked().consulted().sent().joined().opened().decided()
    sentence = "Still to be signed by the patient: consent to treatment, privacy notice, 42 CFR Part 2 consent."
    page = as_("coordinator").get(place(way))
    assert sentence in text(page)
    assert 'aria-disabled="true"' in page.content.decode()
    page = as_("coordinator").post(place(way), choice(clinic))
    assert page.status_code == 422
    assert sentence in text(page)
    assert not Episode.objects.exists()


def test_without_a_level_there_is_nothing_to_choose(as_, way, text) -> None:
    way.asked().consulted().sent().opened()
    page = text(as_("coordinator").get(place(way)))
    assert "No level of care has been decided yet." in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"weekdays": [0]}, "This level needs at least 3 days a week."),
        ({"weekdays": []}, "Choose at least one."),
        ({"first_day": "2026-11-02"}, "The first day cannot lie in the past."),
        ({"first_day": ""}, "Fill this in."),
    ],
)
def test_a_wrong_choice_is_said(as_, ready, clinic, text, wrong, sentence) -> None:
    page = as_("coordinator").post(place(ready), choice(clinic, **wrong))
    assert page.status_code == 422
    assert sentence in text(page)
    assert not Episode.objects.exists()


def test_admitting_twice_admits_once(as_, ready, clinic, text) -> None:
    as_("coordinator").post(place(ready), choice(clinic))
    page = as_("coordinator").post(place(ready), choice(clinic))
    assert page.status_code == 422
    assert "Ana starts on Monday, November 30" in text(page)
    assert SeatAssignment.objects.count() == 1


def test_a_level_we_do_not_offer_is_said(as_, way, text) -> None:
    way.asked().consulted().sent().joined().consented().opened()
    way.decided(level="RES", reason="No safe place to sleep, uses daily.")
    page = text(as_("coordinator").get(place(way)))
    assert "Residential treatment is not offered here." in page


def test_those_who_do_not_admit_are_kept_out(as_, ready) -> None:
    assert as_("prescriber").get(place(ready)).status_code == 403
    assert as_("therapist2").get(place(ready)).status_code == 404


@pytest.mark.parametrize(
    ("weekdays", "least", "days"),
    [
        ([0, 1, 2, 3, 4], 3, [0, 2, 4]),
        ([0, 1, 2, 3], 3, [0, 2, 3]),
        ([2], 1, [2]),
        ([0, 1, 2, 3, 4], 5, [0, 1, 2, 3, 4]),
    ],
)
def test_the_days_offered_first_are_spread_over_the_week(weekdays, least, days) -> None:
    assert spread(weekdays, least) == days


def test_the_first_day_is_one_they_come() -> None:
    assert next_day([0, 2], date(2026, 11, 24)) == date(2026, 11, 25)
