"""M8, M9: truth tables of the assessment, each with its sentence's code."""

import pytest

from stepwell.journey.assessment import rules


def codes(found) -> list[str]:
    return [reason.code for reason in found.reasons]


@pytest.mark.parametrize(
    ("owner", "signed", "allowed"),
    [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
def test_a_draft_is_read_by_its_writer_and_a_signed_part_by_all(owner, signed, allowed) -> None:
    found = rules.may_read(owner=owner, signed=signed, writer="Rosa Delgado")
    assert bool(found) is allowed
    assert allowed or found.sentence.startswith("Rosa Delgado is writing this part.")


@pytest.mark.parametrize(
    ("owner", "signed", "revision", "expected"),
    [
        (True, False, 2, []),
        (True, False, 1, ["section.stale"]),
        (True, True, 2, ["section.signed"]),
        (False, False, 2, ["section.owner"]),
        (False, True, 1, ["section.owner", "section.signed", "section.stale"]),
    ],
)
def test_a_part_is_saved_by_its_owner_unsigned_and_fresh(owner, signed, revision, expected) -> None:
    found = rules.may_save(owner=owner, signed=signed, revision=revision, saved_revision=2)
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("owner", "signed", "missing", "expected"),
    [
        (True, False, [], []),
        (True, False, ["Risk"], ["section.missing"]),
        (True, True, [], ["section.signed"]),
        (False, False, [], ["section.owner"]),
    ],
)
def test_a_part_is_signed_by_its_owner_once_and_whole(owner, signed, missing, expected) -> None:
    assert codes(rules.may_sign(owner=owner, signed=signed, missing=missing)) == expected


def test_the_verdict_names_what_is_missing() -> None:
    found = rules.may_sign(owner=True, signed=False, missing=["Physical health", "Mental status"])
    assert found.sentence == "Still to be written: Physical health, Mental status."


@pytest.mark.parametrize(
    ("level", "reason", "allowed"),
    [
        ("IOP", "", True),
        ("IOP", "ok", True),
        ("PHP", "", False),
        ("PHP", "   short   ", False),
        ("PHP", "Ten chars!", True),
    ],
)
def test_differing_from_the_recommendation_needs_a_sentence(level, reason, allowed) -> None:
    found = rules.may_decide(
        decided=False, unsigned=[], recommended="IOP", level=level, reason=reason
    )
    assert codes(found) == ([] if allowed else ["level.reason"])


def test_a_level_is_decided_once_and_after_both_signatures() -> None:
    found = rules.may_decide(
        decided=True, unsigned=["Psychiatric evaluation"], recommended="IOP", level="IOP", reason=""
    )
    assert codes(found) == ["level.decided", "level.unsigned"]
    assert "Waiting for a signature: Psychiatric evaluation." in found.sentence


@pytest.mark.parametrize(("seen", "allowed"), [("IOP", True), ("PHP", False), ("", False)])
def test_nobody_agrees_to_what_they_did_not_see(seen, allowed) -> None:
    assert bool(rules.may_agree(seen=seen, recommended="IOP")) is allowed
