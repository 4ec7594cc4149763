"""The level of care: rate, see the recommendation with its reasons, decide. Seeing stores nothing."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from stepwell.doors.kit.register import seen
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.admission.facts import beside
from stepwell.doors.staff.admission.forms import DecisionForm, RatingForm, posted
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import local_day
from stepwell.journey.assessment import actions, placement, queries, rules
from stepwell.journey.assessment.models import Assessment
from stepwell.journey.intake.actions import ZONE
from stepwell.offering.programs.levels import levels
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission

EDITION = "4"


def level(request: Request, assessment_id: UUID) -> HttpResponse:
    found = queries.assessment_for(request.viewer, assessment_id)
    seen(request, found.patient_id)
    if request.method == "POST":
        request.viewer.require(Permission.DECIDE_LEVEL)
    rating = RatingForm(posted(request))
    deciding = DecisionForm(_decision(request), levels=levels(local_day(request.now, ZONE)))
    recommended = _recommend(rating) if rating.is_bound and rating.is_valid() else None
    if recommended and deciding.is_bound and deciding.is_valid():
        with refusing(deciding):
            _check_seen(request, recommended)
            return _decide(request, found, rating, recommended, deciding.cleaned_data)
    context = _context(request, found, rating, deciding, recommended)
    return staff_page(
        request, "staff/admission/level.html", context, way="staff:pipeline", part="recommendation"
    )


def _decision(request: Request) -> dict[str, str] | None:
    """What was decided, or None while one only looks. Agreeing takes the level that was shown."""
    pressed = request.POST.get("decide", "look")
    if pressed == "agree":
        return {"level": request.POST.get("recommended", ""), "reason": ""}
    if pressed == "other":
        return {name: request.POST.get(name, "") for name in ("level", "reason")}
    return None


def _recommend(rating: RatingForm) -> dict[str, Any]:
    facts = {"ratings": rating.ratings, "edition": EDITION, "context": rating.context}
    return placement.assess(facts)


def _check_seen(request: Request, recommended: dict[str, Any]) -> None:
    """Nobody agrees to what they did not see: ratings changed after looking are looked at again."""
    rules.may_agree(
        seen=request.POST.get("recommended", ""), recommended=recommended["level"]
    ).enforce()


def _decide(
    request: Request,
    found: Assessment,
    rating: RatingForm,
    recommended: dict[str, Any],
    decided: dict[str, str],
) -> HttpResponse:
    same = decided["level"] == recommended["level"]
    actions.decide_level(
        assessment=found,
        ratings=rating.ratings,
        context=rating.context,
        level=decided["level"],
        reason="" if same else decided["reason"],
        by=request.viewer,
        at=request.now,
        edition=EDITION,
    )
    sentence = f"Level decided: {decided['level']}."
    return done(request, sentence, "staff:level", assessment_id=found.pk)


def _context(
    request: Request,
    found: Assessment,
    rating: RatingForm,
    deciding: forms.Form,
    recommended: dict[str, Any] | None,
) -> dict[str, Any]:
    decision = queries.decision_of(found)
    unsigned = [owed.kind for owed in queries.who_owes(found) if not owed.signed_at]
    waiting = rules.may_decide(
        decided=decision is not None, unsigned=unsigned, recommended="", level="", reason=""
    )
    return {
        "assessment": found,
        "patient": found.patient,
        "rating": rating,
        "deciding": deciding,
        "recommended": recommended,
        "names": {each.code.value: each for each in levels(local_day(request.now, ZONE))},
        "decision": decision,
        "decided_by": names_of({decision.decided_by}).get(decision.decided_by) if decision else "",
        "waiting": waiting,
        "decides": request.viewer.may(Permission.DECIDE_LEVEL),
        "dimensions": placement.read_pack().editions[EDITION],
        "anchors": placement.read_pack().anchors,
        "facts": beside(request.viewer, found.patient_id),
    }
