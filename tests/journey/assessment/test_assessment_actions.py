"""M8, M9: two parts, two owners, one decision."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepwell.foundation.acting import bookkeeping
from stepwell.foundation.errors import NotAllowed, NotFound, Refused
from stepwell.journey.assessment import actions, queries
from stepwell.journey.assessment.models import Assessment, LevelDecision
from stepwell.journey.intake.actions import move_inquiry
from stepwell.journey.intake.terms import InquiryState
from stepwell.trust.access.models import CareTeamMember
from stepwell.trust.people.roles import Permission, Role
from support.way_in import WayIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(clinic: Any) -> WayIn:
    return WayIn(clinic).asked().consulted().sent()


def save(way: WayIn, *, by: str = "therapist", revision: int = 1, **words: str) -> Any:
    section = way.section("therapist")
    viewer = way.clinic.viewers[by]
    return actions.save_section(
        section=section, content=words, revision=revision, by=viewer, at=way.at
    )


def test_opening_gives_each_discipline_its_part_and_the_relationship_to_write_it(way) -> None:
    way.opened()
    assert way.inquiry.state == InquiryState.ASSESSING
    assert {s.kind: s.owner for s in way.assessment.sections.all()} == {
        "therapist": way.clinic.staff["therapist"],
        "prescriber": way.clinic.staff["prescriber"],
    }
    assert CareTeamMember.objects.count() == 2


def test_opening_twice_is_refused_and_leaves_one(way) -> None:
    way.opened()
    with pytest.raises(Refused) as refused:
        way.opened()
    assert refused.value.code == "inquiry.move"
    assert Assessment.objects.count() == 1


def test_without_a_chart_there_is_nothing_to_open(clinic) -> None:
    with pytest.raises(Refused) as refused:
        WayIn(clinic).asked().opened()
    assert refused.value.code == "assessment.chart"


def test_someone_who_comes_back_finds_their_undecided_assessment_with_what_was_signed(
    way, clinic
) -> None:
    way.opened().signed("therapist")
    move_inquiry(
        inquiry=way.inquiry, to=InquiryState.DECLINED, by=way.front, at=way.at, reason="Not now."
    )
    second = WayIn(clinic, name=way.name).asked(dedup_key="second").consulted()
    with bookkeeping("test"):
        second.inquiry.patient = way.packet.patient
        second.inquiry.save()
    second.sent()
    again = actions.open_assessment(
        inquiry=second.inquiry,
        therapist=clinic.staff["therapist2"],
        prescriber=clinic.staff["prescriber2"],
        by=way.front,
        at=way.at,
    )
    assert again == way.assessment
    owners = {s.kind: s.owner for s in again.sections.all()}
    assert owners == {
        "therapist": clinic.staff["therapist"],
        "prescriber": clinic.staff["prescriber2"],
    }


def test_a_stale_revision_is_refused_and_the_first_words_stay(way) -> None:
    way.opened()
    save(way, revision=1, risk="First.")
    with pytest.raises(Refused) as refused:
        save(way, revision=1, risk="Second.")
    assert refused.value.code == "section.stale"
    assert way.section("therapist").content == {"risk": "First."}
    assert save(way, revision=2, risk="Second.").revision == 3


def test_nobody_else_writes_or_signs_a_part(way, clinic) -> None:
    way.opened().written("therapist")
    with pytest.raises(NotAllowed):
        save(way, by="prescriber", revision=2, risk="x")
    with pytest.raises(NotFound):  # a therapist who does not treat them
        save(way, by="therapist2", revision=2, risk="x")
    with pytest.raises(NotFound):
        actions.sign_section(
            section=way.section("therapist"), by=clinic.viewers["therapist2"], at=way.at
        )


def test_a_part_is_signed_whole_and_then_never_changed(way) -> None:
    way.opened()
    save(way, risk="None now.")
    with pytest.raises(Refused) as refused:
        actions.sign_section(
            section=way.section("therapist"), by=way.clinic.viewers["therapist"], at=way.at
        )
    assert refused.value.code == "section.missing"
    assert "What brings them here" in refused.value.sentence
    way.signed("therapist")
    with pytest.raises(Refused) as refused:
        save(way, revision=3, risk="Other words.")
    assert refused.value.code == "section.signed"


def test_deciding_waits_for_both_signatures(way) -> None:
    way.opened().signed("therapist")
    with pytest.raises(Refused) as refused:
        decide(way)
    assert refused.value.code == "level.unsigned"
    way.signed("prescriber")
    assert decide(way).recommended == "IOP"


def decide(way: WayIn, **choices: Any) -> LevelDecision:
    words = {"level": "IOP", "reason": "", **choices}
    return actions.decide_level(
        assessment=way.assessment,
        ratings={"1": 0, "2": 1, "3": 2, "4": 0, "5": 0},
        context={"safe_home": True},
        by=way.clinic.viewers["therapist"],
        at=way.at,
        **words,
    )


def test_differing_without_a_reason_is_refused_by_rule_and_by_the_database(way) -> None:
    way.opened().signed("therapist").signed("prescriber")
    with pytest.raises(Refused) as refused:
        decide(way, level="PHP")
    assert refused.value.code == "level.reason"
    with (
        pytest.raises(IntegrityError, match="decision_says_why"),
        transaction.atomic(),
        bookkeeping("test"),
    ):
        LevelDecision.objects.create(
            assessment=way.assessment,
            ratings={},
            recommended="IOP",
            recommendation={},
            level="PHP",
            decided_at=way.at,
            decided_by=way.clinic.staff["therapist"].pk,
        )
    decision = decide(way, level="PHP", reason="Alone at home, sleeps two hours.")
    assert (decision.recommended, decision.level) == ("IOP", "PHP")
    assert decision.recommendation["why_not_lower"]


def test_a_level_is_decided_once(way) -> None:
    way.opened().decided()
    with pytest.raises(Refused) as refused:
        decide(way)
    assert refused.value.code == "level.decided"


def test_those_who_admit_see_who_owes_what_and_only_those_who_treat_see_the_rest(
    way, clinic
) -> None:
    way.opened().written("therapist")
    front, stranger = clinic.viewers["coordinator"], clinic.viewers["therapist2"]
    found = queries.assessment_for(front, way.assessment.pk, need=Permission.ADMISSION_READ)
    owed = [(o.owner, o.missing, o.signed_at) for o in queries.who_owes(found)]
    assert owed == [("Rosa Delgado", 0, None), ("Daniel Osei", 5, None)]
    assert list(queries.of_inquiries(front, [way.inquiry.pk])) == [way.inquiry.pk]
    assert queries.of_inquiries(stranger, [way.inquiry.pk]) == {}
    for viewer in (front, stranger):
        with pytest.raises(NotFound):
            queries.assessment_for(viewer, way.assessment.pk)
        with pytest.raises(NotFound):
            queries.section_for(viewer, way.assessment.pk, "therapist")


def test_the_least_busy_come_first(way) -> None:
    way.opened()
    members = queries.assessors(Role.THERAPIST)
    assert members[-1] == (way.clinic.staff["therapist"], 1)
    assert all(parts == 0 for _, parts in members[:-1])
