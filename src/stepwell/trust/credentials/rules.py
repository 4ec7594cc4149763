"""May this clinician practice on this day? One verdict, wherever it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stepwell.foundation.verdicts import Verdict, verdict


@dataclass(frozen=True, slots=True)
class Held:
    kind: str
    valid_from: date
    expires_on: date | None

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.expires_on is None or on <= self.expires_on)


def may_practice(held: Iterable[Held], *, on: date) -> Verdict:
    """A clinician needs a license in force on the day. Its last day still counts."""
    licenses = [credential for credential in held if credential.kind == "license"]
    return verdict(
        (
            any(credential.in_force(on) for credential in licenses),
            "No license in force on that day is on file for this clinician. Ask the administrator to record it.",
            "credentials.license",
        )
    )


def may_document(held: Iterable[Held], *, supervised: bool, on: date) -> Verdict:
    """Who works under supervision writes, and the supervisor signs with a license of their own."""
    return verdict() if supervised else may_practice(held, on=on)


def may_supervise(*, same: bool, supervisor_licensed: bool, until_after_from: bool) -> Verdict:
    return verdict(
        (not same, "Nobody supervises themselves. Choose someone else.", "supervision.self"),
        (
            supervisor_licensed,
            "The supervisor has no license in force on the first day. Record it first.",
            "supervision.license",
        ),
        (until_after_from, "The last day comes before the first.", "supervision.order"),
    )


def may_prescribe_controlled(held: Iterable[Held], *, on: date) -> Verdict:
    """Controlled substances also need a DEA registration in force (21 CFR 1306.03)."""
    held = list(held)
    return may_practice(held, on=on) & verdict(
        (
            any(credential.kind == "dea" and credential.in_force(on) for credential in held),
            "No DEA registration in force is on file for this prescriber.",
            "credentials.dea",
        )
    )
