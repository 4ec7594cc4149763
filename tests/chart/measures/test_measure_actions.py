"""Asking, and taking the answer. M20"""

from datetime import date, timedelta
from typing import Any

import pytest

from support.clinic import NOW, admit_by_every_step, build_clinic
from support.racing import together

DAY = date(2026, 11, 24)


def _ask(who: Any, by: Any, due: date = DAY, instrument: str = "phq-9") -> Any:
    from stepwell.chart.measures.actions import ask

    return ask(patient=who.patient, instrument_id=instrument, due_on=due, by=by, at=NOW)


def _answers(value: int = 1, *, without: int = 0) -> dict[str, int]:
    from stepwell.chart.measures.instruments import instrument

    links = [item.link_id for item in instrument("phq-9").scored_items]
    return {link: 0 if link == links[8] else value for link in links[: len(links) - without]}


def _answer(request: Any, who: Any, answers: dict[str, int], by: Any = None) -> Any:
    from stepwell.chart.measures.actions import answer

    return answer(request=request, answers=answers, by=by or who.viewer, at=NOW)


@pytest.mark.django_db
def test_asked_twice_for_one_day_it_is_there_once(admitted: Any, clinic: Any) -> None:
    one, two = (_ask(admitted, clinic.viewers["therapist"]) for _ in range(2))
    assert one == two
    assert _ask(admitted, clinic.viewers["therapist"], DAY + timedelta(days=7)) != one


@pytest.mark.django_db
def test_an_instrument_nobody_ships_is_not_asked(admitted: Any, clinic: Any) -> None:
    with pytest.raises(LookupError, match="no instrument 'moca'"):
        _ask(admitted, clinic.viewers["therapist"], instrument="moca")


@pytest.mark.django_db
def test_only_those_who_treat_someone_may_ask(admitted: Any, clinic: Any) -> None:
    from stepwell.foundation.errors import NotAllowed, NotFound

    _ask(admitted, clinic.viewers["therapist"])
    with pytest.raises(NotFound):
        _ask(admitted, clinic.viewers["therapist2"])
    with pytest.raises(NotAllowed):
        _ask(admitted, clinic.viewers["reviewer"])


@pytest.mark.django_db
def test_an_answer_is_scored_and_banded_at_once(admitted: Any, clinic: Any) -> None:
    request = _ask(admitted, clinic.viewers["therapist"])
    response = _answer(request, admitted, _answers(2))
    assert (response.score, response.band, response.alarms) == (16, "moderately-severe", [])
    request.refresh_from_db()
    assert request.response == response


@pytest.mark.django_db
def test_a_second_press_is_refused_and_the_first_answer_stands(admitted: Any, clinic: Any) -> None:
    from stepwell.foundation.errors import Refused

    request = _ask(admitted, clinic.viewers["therapist"])
    first = _answer(request, admitted, _answers(1))
    with pytest.raises(Refused, match="You answered this already"):
        _answer(request, admitted, _answers(3))
    request.refresh_from_db()
    assert request.response == first


@pytest.mark.django_db
def test_a_missing_answer_is_asked_for_unless_what_is_there_rings(
    admitted: Any, clinic: Any
) -> None:
    from stepwell.chart.measures.instruments import instrument
    from stepwell.foundation.errors import Refused

    request = _ask(admitted, clinic.viewers["therapist"])
    with pytest.raises(Refused, match="Please answer every question"):
        _answer(request, admitted, _answers(1, without=3))
    item9 = instrument("phq-9").scored_items[8].link_id
    rang = _answer(request, admitted, {item9: 1})
    assert (rang.score, rang.alarms) == (None, ["suicidal-thoughts"])


@pytest.mark.django_db
@pytest.mark.parametrize("answers", [{"44250-9": 4}, {"44250-9": -1}, {"no-such-item": 1}])
def test_what_the_instrument_does_not_offer_is_no_answer(
    answers: dict[str, int], admitted: Any, clinic: Any
) -> None:
    from stepwell.chart.measures.models import MeasureResponse

    request = _ask(admitted, clinic.viewers["therapist"])
    with pytest.raises(ValueError, match="/"):
        _answer(request, admitted, answers)
    assert MeasureResponse.objects.count() == 0


@pytest.mark.django_db
def test_another_patient_cannot_answer_for_them(
    admitted: Any, admit_someone: Any, clinic: Any
) -> None:
    from stepwell.foundation.errors import DomainError

    other = admit_someone(given_name="Ben")
    request = _ask(admitted, clinic.viewers["therapist"])
    with pytest.raises(DomainError):
        _answer(request, admitted, _answers(1), by=other.viewer)
    assert _answer(request, admitted, _answers(1)).answered_by == admitted.account.pk


def test_two_presses_at_once_store_one_answer(committed_db: None) -> None:
    from stepwell.chart.measures.models import MeasureResponse

    clinic = build_clinic()
    who = admit_by_every_step(clinic)
    request = _ask(who, clinic.viewers["therapist"])
    results = together(*(lambda: _answer(request, who, _answers(1)) for _ in range(2)))
    assert sorted(getattr(r, "code", "written") for r in results) == ["measure.answered", "written"]
    assert MeasureResponse.objects.count() == 1
