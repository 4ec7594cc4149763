"""M10: what an admission takes, as a truth table."""

from datetime import date
from typing import Any

import pytest

from stepwell.journey.admission import rules
from stepwell.trust.consent.terms import REQUIRED_FOR_ADMISSION, ConsentKind

FINE: dict[str, Any] = {
    "decided_level": "IOP",
    "track_level": "IOP",
    "consents": REQUIRED_FOR_ADMISSION,
    "free_seats": 1,
    "first_day": date(2026, 11, 23),
    "today": date(2026, 11, 23),
    "weekdays": [0, 2, 4],
    "track_weekdays": [0, 1, 2, 3, 4],
    "least_days": 3,
}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"decided_level": None}, ["admit.level"]),
        ({"track_level": "PHP"}, ["admit.track"]),
        ({"consents": [ConsentKind.TREATMENT]}, ["admit.consents"]),
        ({"consents": []}, ["admit.consents"]),
        ({"free_seats": 0}, ["admit.full"]),
        ({"first_day": date(2026, 11, 22)}, ["admit.past"]),
        ({"weekdays": [0, 2, 5]}, ["admit.weekdays"]),
        ({"weekdays": [0, 2]}, ["admit.least_days"]),
        ({"weekdays": [0, 0, 0]}, ["admit.least_days"]),
        (
            {"decided_level": None, "consents": [], "free_seats": 0},
            ["admit.level", "admit.consents", "admit.full"],
        ),
    ],
)
def test_may_admit(change: dict[str, Any], codes: list[str]) -> None:
    found = rules.may_admit(**{**FINE, **change})
    assert [reason.code for reason in found.reasons] == codes


def test_missing_consents_are_named() -> None:
    found = rules.is_ready(decided_level="IOP", consents=[ConsentKind.PRIVACY_NOTICE])
    assert (
        found.sentence
        == "Still to be signed by the patient: consent to treatment, 42 CFR Part 2 consent."
    )
    assert rules.is_ready(decided_level="IOP", consents=REQUIRED_FOR_ADMISSION)


@pytest.mark.parametrize("kind", REQUIRED_FOR_ADMISSION)
def test_every_required_consent_has_words(kind: ConsentKind) -> None:
    assert rules.CONSENT_WORDS[kind]
