"""What stands on the page of one inquiry: facts, what came before, and one step."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse

from stepwell.doors.kit.register import seen
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import clock_time, day, when
from stepwell.doors.staff.admission.reasons import Known, row
from stepwell.doors.staff.admission.standing import Standing, standing
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import at_local, local_day
from stepwell.foundation.verdicts import Verdict
from stepwell.journey.assessment import queries as assessing
from stepwell.journey.calendar.queries import calls_booked, free_times
from stepwell.journey.intake import rules
from stepwell.journey.intake.actions import ZONE
from stepwell.journey.intake.models import Inquiry
from stepwell.journey.intake.terms import CALL_SCRIPT, INQUIRY, OUTCOME_WORDS, InquiryState, Outcome
from stepwell.trust.people.queries import likely_same, names_of

S = InquiryState
NEXT = {
    S.NEW: "booking",
    S.BOOKED: "consultation",
    S.CONSULTED: "packet",
    S.PACKET_OUT: "opening",
    S.ASSESSING: "assessing",
}
CALL_MINUTES, DAYS_SHOWN = 30, 3


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its place, its words, and the state it leads to."""

    url: str
    title: str
    to: InquiryState
    other: str  # how a link to it reads while another step is shown


STEPS = {
    "booking": Step("staff:consultation_booking", "Book the call", S.BOOKED, "Book a call"),
    "consultation": Step(
        "staff:consultation", "Record the call", S.CONSULTED, "On the phone now: record the call"
    ),
    "packet": Step(
        "staff:packet_sending", "Send the intake packet", S.PACKET_OUT, "Send the packet"
    ),
    "opening": Step(
        "staff:assessment_opening", "Open the assessment", S.ASSESSING, "Open the assessment"
    ),
    "ending": Step("staff:inquiry_ending", "End the inquiry", S.DECLINED, "End the inquiry"),
}


def default_step(inquiry: Inquiry) -> str:
    return NEXT.get(InquiryState(inquiry.state), "")


def may_take(inquiry: Inquiry, step: str) -> Verdict:
    """The verdict of the lifecycle, or of the rule that stops the action itself."""
    if step == "consultation":
        return rules.may_record_consultation(state=inquiry.state)
    return INQUIRY.may_move(inquiry.state, STEPS[step].to)


def inquiry_page(
    request: Request, inquiry: Inquiry, step: str, form: forms.Form | None
) -> HttpResponse:
    seen(request, inquiry.patient_id)
    call = calls_booked(request.viewer, [inquiry.pk]).get(inquiry.pk)
    assessment = assessing.of_inquiries(request.viewer, [inquiry.pk]).get(inquiry.pk)
    context: dict[str, Any] = {
        "inquiry": inquiry,
        "row": row(Known(inquiry, request.now, call, assessment)),
        "step": step,
        "steps": STEPS,
        "others": [name for name in STEPS if name != step and may_take(inquiry, name)],
        "verdict": may_take(inquiry, step) if step in STEPS else None,
        "form": form,
        "before": _before(inquiry),
        "script": CALL_SCRIPT,
        "standing": _standing(request, inquiry),
        "assessment": assessment,
        "owed": assessing.who_owes(assessment) if assessment else [],
        "decision": assessing.decision_of(assessment) if assessment else None,
        **(EXTRA[step](request, inquiry) if step in EXTRA else {}),
    }
    return staff_page(request, "staff/admission/inquiry.html", context, way="staff:pipeline")


def _standing(request: Request, inquiry: Inquiry) -> Standing | None:
    return standing(request.viewer, inquiry.patient_id, request.now) if inquiry.patient_id else None


def _times(request: Request, inquiry: Inquiry) -> dict[str, Any]:
    """The coordinator's own free times: the next working days that have some, or one other day."""
    today = local_day(request.now, ZONE)
    chosen = _chosen_day(request)
    days = [chosen] if chosen else working_days(today)
    spans = [(at_local(d, rules.OPENS, ZONE), at_local(d, rules.CLOSES, ZONE)) for d in days]
    free = free_times(request.viewer.signer, now=request.now, days=spans, minutes=CALL_MINUTES)
    groups: dict[date, list[datetime]] = {d: [] for d in days}
    for start in free:
        groups[local_day(start, ZONE)].append(start)
    shown = [
        (day(d, "l, M j"), [(start.isoformat(), clock_time(start)) for start in starts])
        for d, starts in groups.items()
        if starts or chosen
    ][:DAYS_SHOWN]
    return {"days": shown, "day": chosen or "", "today": today}


def _chosen_day(request: Request) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def working_days(today: date) -> list[date]:
    """Two weeks of Mondays to Fridays."""
    following = (today + timedelta(days=n) for n in range(14))
    return [each for each in following if each.weekday() < 5]


def _same(request: Request, inquiry: Inquiry) -> dict[str, Any]:
    """Persons who may be this one already. A referral has its chart: nobody to look for."""
    if inquiry.patient_id:
        return {"same": []}
    given, _, family = inquiry.name.strip().partition(" ")
    found = likely_same(
        given_name=given, family_name=family, email=inquiry.email, phone=inquiry.phone
    )
    return {
        "same": [
            (person, getattr(person, "patient", None)) for person in found.select_related("patient")
        ]
    }


EXTRA = {"booking": _times, "packet": _same}


FROM_A_CALL = {S.CONSULTED, S.REFERRED_OUT, S.DECLINED}


def _before(inquiry: Inquiry) -> list[dict[str, Any]]:
    """Moves, conversations and referrals, the newest first."""
    moves, talks = list(inquiry.moves.all()), list(inquiry.consultations.all())
    names = names_of({row.by for row in moves if row.by} | {row.recorded_by for row in talks})
    told = {talk.recorded_at for talk in talks}
    items: list[tuple[datetime, dict[str, Any]]] = []
    for move in moves:
        if move.at not in told or move.new not in FROM_A_CALL:  # the conversation itself says it
            title = "Call moved" if move.old == move.new else INQUIRY.word(move.new).capitalize()
            who = names.get(move.by) if move.by else None
            items.append((move.at, {"title": title, "text": move.reason, "who": who}))
    for talk in talks:
        outcome = OUTCOME_WORDS[Outcome(talk.outcome)]
        words = {
            "title": outcome,
            "text": talk.notes,
            "who": names.get(talk.recorded_by),
            "icon": "phone",
        }
        items.append((talk.recorded_at, words))
    for referral in inquiry.referrals.all():
        read = ", ".join(f"{count} {what}" for what, count in referral.counts.items() if count)
        words = {
            "title": f"Referral from {referral.origin}",
            "text": f"Read: {read or 'nothing new'}.",
        }
        items.append((referral.received_at, {**words, "icon": "file-text"}))
    items.sort(key=lambda pair: pair[0], reverse=True)
    items.append((inquiry.received_at, {"title": "Asked for a consultation", "icon": "inbox"}))
    return [{"when": when(at), "iso": at.isoformat(), **words} for at, words in items]
