"""What happens to someone in the program, in one line each: scores, orders, attendance; and reading a page."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

SERTRALINE, TRAMADOL, TRAZODONE, LORAZEPAM, LITHIUM = "36437", "10689", "10737", "6470", "6448"


def answer_phq9(who: Any, total: int, at: datetime, *, item9: int = 0) -> Any:
    """A PHQ-9 of a total, asked that day and answered by the patient. `item9` above 0 rings."""
    from stepwell.chart.measures.actions import answer, ask
    from stepwell.chart.measures.instruments import instrument
    from stepwell.trust.people.viewer import system

    form = instrument("phq-9")
    links = [item.link_id for item in form.scored_items]
    answers, left = {}, total - item9
    for link in links[:8]:
        answers[link] = min(3, left)
        left -= answers[link]
    assert left == 0, "a total the first eight questions cannot make"
    answers[links[8]] = item9
    asked = ask(
        patient=who.patient, instrument_id="phq-9", due_on=at.date(), by=system("tests"), at=at
    )
    return answer(request=asked, answers=answers, by=who.viewer, at=at)


def sig(mg: float | str = 50, **more: Any) -> Any:
    from stepwell.chart.medications.actions import Sig

    return Sig(dose_mg=Decimal(str(mg)), **more)


def start(
    who: Any,
    by: Any,
    at: datetime,
    *,
    rxcui: str = SERTRALINE,
    drug: str = "sertraline",
    mg: float = 50,
    **more: Any,
) -> Any:
    from stepwell.chart.medications.actions import start_medication

    choices = {
        "controlled": False,
        "indication": "depression",
        "reason": "PHQ-9 stays above 15.",
        "on": at.date(),
        "advice": (),
        **more,
    }
    return start_medication(
        patient=who.patient, rxcui=rxcui, drug=drug, sig=sig(mg), by=by, at=at, **choices
    )


def change(order: Any, by: Any, at: datetime, *, mg: float = 100, **more: Any) -> Any:
    from stepwell.chart.medications.actions import change_dose

    choices = {
        "controlled": False,
        "reason": "Some relief, not enough.",
        "on": at.date(),
        "advice": (),
        **more,
    }
    return change_dose(order=order, sig=sig(mg), by=by, at=at, **choices)


def stop(
    order: Any, by: Any, at: datetime, *, reason: str = "Nausea.", on: date | None = None
) -> Any:
    from stepwell.chart.medications.actions import stop_medication

    return stop_medication(order=order, reason=reason, on=on or at.date(), by=by, at=at)


def attend(clinic: Any, day: date, patients: Sequence[Any], *, track: Any, at: datetime) -> None:
    """Every group of a track on a day, with these patients in it."""
    from stepwell.journey.days.actions import Mark, take_roll
    from stepwell.offering.programs.queries import groups_on

    leader = next(key for key, account in clinic.staff.items() if account.pk == track.therapist_id)
    for group in groups_on(day, track_id=track.pk):
        take_roll(
            group=group,
            day=day,
            present={patient.pk: Mark() for patient in patients},
            by=clinic.viewers[leader],
            at=at + timedelta(hours=8),
        )


def page(name: str, **ids: Any) -> str:
    """The address of a staff page."""
    from django.urls import reverse

    return reverse(f"staff:{name}", kwargs=ids)


def words(response: Any) -> str:
    """The words of a page, spaces squeezed."""
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return unescape(re.sub(r"\s+", " ", body))
