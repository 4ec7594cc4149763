"""May this leave? One pure function for every exit. Unknown records count as Part 2: denied unless consented."""

from collections.abc import Collection
from dataclasses import dataclass

from stepwell.foundation.verdicts import Verdict, verdict
from stepwell.trust.consent.terms import REQUIRED_FOR_ADMISSION, ConsentKind, Recipient


@dataclass(frozen=True, slots=True)
class Asked:
    """What an exit wants: who receives it, and which consents of the patient are in force now."""

    recipient: Recipient
    in_force: frozenset[ConsentKind]


def may_disclose(asked: Asked) -> Verdict:
    """A patient gets their own record (42 CFR 2.23). Treating providers and payers need the consent for
    treatment, payment and operations (42 CFR 2.31, 2.33). Anyone else needs a release that names them.
    """
    if asked.recipient is Recipient.PATIENT:
        return verdict()
    named_by_tpo = asked.recipient in (Recipient.TREATING, Recipient.PAYER)
    return verdict(
        (
            not named_by_tpo or ConsentKind.PART2_TPO in asked.in_force,
            "The patient has no consent in force for treatment, payment and operations (42 CFR Part 2). "
            "Ask them to sign it first.",
            "consent.part2",
        ),
        (
            named_by_tpo,
            "This recipient is not covered by any consent. A release naming them is needed.",
            "consent.release",
        ),
    )


def missing_for_admission(in_force: Collection[ConsentKind]) -> tuple[ConsentKind, ...]:
    return tuple(kind for kind in REQUIRED_FOR_ADMISSION if kind not in in_force)


def may_sign(*, already: bool, name: str) -> Verdict:
    return verdict(
        (not already, "This was signed already.", "consent.signed"),
        (bool(name.strip()), "Type your full name to sign.", "consent.name"),
    )


def may_withdraw(*, withdrawn: bool) -> Verdict:
    return verdict((not withdrawn, "This consent was withdrawn already.", "consent.withdrawn"))
