"""May this clinician practice on this day?"""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from stepwell.foundation.errors import NotAllowed
from stepwell.trust.credentials.actions import record_credential
from stepwell.trust.credentials.queries import held_by, title_of
from stepwell.trust.credentials.rules import Held, may_practice, may_prescribe_controlled

DAY = date(2026, 11, 23)


def held(kind: str, begins: str = "2024-01-01", ends: str | None = "2026-11-23") -> Held:
    return Held(kind, date.fromisoformat(begins), date.fromisoformat(ends) if ends else None)


@pytest.mark.parametrize(
    ("credential", "allowed"),
    [
        (held("license"), True),  # its last day
        (held("license", ends="2026-11-22"), False),  # lapsed yesterday
        (held("license", begins="2026-11-23"), True),  # its first day
        (held("license", begins="2026-11-24", ends=None), False),  # not yet
        (held("license", ends=None), True),
        (held("npi", ends=None), False),
        (held("dea", ends=None), False),
    ],
)
def test_a_license_counts_from_its_first_day_through_its_last(
    credential: Held, allowed: bool
) -> None:
    answer = may_practice([credential], on=DAY)
    assert bool(answer) is allowed
    assert [reason.code for reason in answer.reasons] == (
        [] if allowed else ["credentials.license"]
    )


def test_nothing_on_file_is_no_license_and_a_renewal_counts_beside_the_lapsed_one() -> None:
    lapsed, renewed = (
        held("license", ends="2026-10-01"),
        held("license", begins="2026-10-02", ends="2028-10-01"),
    )
    assert not may_practice([], on=DAY)
    assert not may_practice([lapsed], on=DAY)
    assert may_practice([lapsed, renewed], on=DAY)


@pytest.mark.parametrize(
    ("credentials", "codes"),
    [
        ([held("license"), held("dea")], []),
        ([held("license")], ["credentials.dea"]),
        ([held("license"), held("dea", ends="2026-11-22")], ["credentials.dea"]),
        ([held("license", ends="2026-11-22"), held("dea")], ["credentials.license"]),
        ([], ["credentials.license", "credentials.dea"]),
    ],
)
def test_controlled_substances_need_a_dea_registration_beside_the_license(
    credentials: list[Held], codes: list[str]
) -> None:
    answer = may_prescribe_controlled(
        iter(credentials), on=DAY
    )  # an iterator too may be asked twice
    assert [reason.code for reason in answer.reasons] == codes


@pytest.mark.django_db
def test_what_was_recorded_is_what_the_rule_reads(clinic: Any) -> None:
    nurse, administrator = clinic.staff["biller"], clinic.viewers["administrator"]
    assert held_by(nurse.pk) == []
    assert title_of(nurse.pk) == ""
    record_credential(
        account_id=nurse.pk,
        kind="license",
        title="RN",
        number="NY-1",
        valid_from=DAY,
        expires_on=None,
        by=administrator,
        at=datetime(2026, 11, 23, 15, tzinfo=UTC),
    )
    assert held_by(nurse.pk) == [Held("license", DAY, None)]
    assert title_of(nurse.pk) == "RN"


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["coordinator", "therapist", "prescriber", "director", "auditor"])
def test_only_the_administrator_records_credentials(clinic: Any, key: str) -> None:
    with pytest.raises(NotAllowed):
        record_credential(
            account_id=clinic.staff[key].pk,
            kind="dea",
            number="X",
            valid_from=DAY,
            expires_on=None,
            by=clinic.viewers[key],
            at=datetime(2026, 11, 23, 15, tzinfo=UTC),
        )
