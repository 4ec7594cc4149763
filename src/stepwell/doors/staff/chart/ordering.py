"""Starting a drug and changing its dose: choose, check, sign.

Checking writes nothing and shows what speaks for and against. Signing asks again on the server: the form says only what
was shown, and an order is written only when that is still what there is to say.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from stepwell.chart.medications import formulary, rules
from stepwell.chart.medications.actions import Sig, change_dose, start_medication
from stepwell.chart.medications.formulary import Drug
from stepwell.chart.medications.models import MedicationOrder
from stepwell.chart.medications.queries import (
    Check,
    active_orders,
    check_order,
    is_active,
    order_for,
    reported_for,
    sentence,
)
from stepwell.chart.medications.terms import in_words
from stepwell.chart.problems.queries import conditions_for
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.chart.forms import SigForm, StartForm, continuing, starting
from stepwell.doors.staff.chart.frame import Frame, chart_page, frame_of
from stepwell.doors.staff.chart.medications import licensed
from stepwell.foundation.errors import NotFound
from stepwell.foundation.verdicts import Verdict

CHANGED = (
    "What there is to know about this order changed since you checked it. Read it again, then sign."
)
Write = Callable[[SigForm, Check], None]


@dataclass(frozen=True, slots=True)
class Ordering:
    """One order being written: `follows` is the one it changes, `verdict` whether it may be written at all."""

    frame: Frame
    drug: Drug
    follows: MedicationOrder | None
    verdict: Verdict


def medication_start(request: Request, *, patient_id: UUID) -> HttpResponse:
    """Find a drug, then order it."""
    frame = frame_of(request, patient_id)
    drug = formulary.drug(request.GET.get("drug", ""))
    if drug is None or not drug.prescribed_here:
        return _finding(request, frame)
    taken = active_orders(request.viewer, patient_id).filter(rxcui=drug.rxcui).first()
    verdict = licensed(request, controlled=bool(drug.schedule)) & rules.may_start(
        already_taking=taken is not None, dose_mg=_ANY.dose_mg, reason="given below"
    )
    form = StartForm(drug, request.POST or None, initial=starting(drug, frame.today))

    def write(form: SigForm, checked: Check) -> None:
        start_medication(
            patient=frame.patient,
            rxcui=drug.rxcui,
            drug=drug.name,
            controlled=bool(drug.schedule),
            sig=form.sig,
            indication=form.cleaned_data["indication"],
            reason=form.cleaned_data["reason"],
            on=form.cleaned_data["on"],
            advice=checked.advice,
            override_reason=form.cleaned_data["override_reason"],
            by=request.viewer,
            at=request.now,
        )

    ordering = Ordering(frame, drug, None, verdict)
    return _two_steps(request, ordering, form, write, {"taken": taken})


def dose(request: Request, *, order_id: UUID) -> HttpResponse:
    """Another dose of what is taken already."""
    order = order_for(request.viewer, order_id)
    frame = frame_of(request, order.patient_id)
    drug = formulary.drug(order.rxcui)
    if drug is None:
        raise NotFound("This drug is no longer in the formulary. Stop it here, or start another.")
    verdict = licensed(request, controlled=bool(drug.schedule)) & rules.may_change(
        active=is_active(order), same=False, dose_mg=_ANY.dose_mg, reason="given below"
    )
    form = SigForm(drug, request.POST or None, initial=continuing(order, drug, frame.today))

    def write(form: SigForm, checked: Check) -> None:
        change_dose(
            order=order,
            controlled=bool(drug.schedule),
            sig=form.sig,
            reason=form.cleaned_data["reason"],
            on=form.cleaned_data["on"],
            advice=checked.advice,
            override_reason=form.cleaned_data["override_reason"],
            by=request.viewer,
            at=request.now,
        )

    return _two_steps(request, Ordering(frame, drug, order, verdict), form, write, {"taken": None})


_ANY = Sig(dose_mg=Decimal(1))  # a dose of more than zero: the form sees to it


def _finding(request: Request, frame: Frame) -> HttpResponse:
    """Search the formulary; what the patient is said to take is offered first."""
    text = request.GET.get("q", "").strip()
    said = reported_for(request.viewer, frame.patient.pk)
    known = [
        (row.text, drug)
        for row in said
        if (drug := _of(row.rxcui, row.text)) and drug.prescribed_here
    ]
    context = {"search": text, "found": formulary.search(text), "known": known}
    return chart_page(
        request, "medication_find.html", frame, context, tab="medications", part="found"
    )


def _of(rxcui: str, text: str) -> Drug | None:
    return (formulary.drug(rxcui) if rxcui else None) or formulary.find(text)


def _two_steps(
    request: Request, ordering: Ordering, form: SigForm, write: Write, more: dict[str, Any]
) -> HttpResponse:
    """The form, or what there is to say about it, or – signed – the order written."""
    frame, step = ordering.frame, request.POST.get("step", "")
    context = {
        "drug": ordering.drug,
        "order": ordering.follows,
        "verdict": ordering.verdict,
        "form": form,
        "sentence": sentence,
        "source_words": source_words,
        "conditions": list(conditions_for(request.viewer, frame.patient.pk)),
        **more,
    }
    if step not in ("check", "sign") or not form.is_valid():
        return chart_page(request, "order_form.html", frame, context, tab="medications")
    checked, sig = _check(request, ordering, form), form.sig
    shown = _digest(ordering.drug, sig, checked)
    if step == "sign" and not ordering.verdict:
        form.add_error(None, ordering.verdict.sentence)
    elif step == "sign" and form.cleaned_data["shown"] != shown:
        form.add_error(None, CHANGED)
    elif step == "sign":
        with refusing(form):
            write(form, checked)
            return done(
                request, _written(ordering, sig), "staff:medications", patient_id=frame.patient.pk
            )
    context |= {
        "checked": checked,
        "shown": shown,
        "words": in_words(sig.dose_mg, sig.times_a_day, sig.timing, sig.as_needed),
        "carried": _carried(request),
    }
    return chart_page(request, "order_check.html", frame, context, tab="medications")


def _check(request: Request, ordering: Ordering, form: SigForm) -> Check:
    return check_order(
        request.viewer,
        ordering.frame.patient,
        ordering.drug,
        form.sig.dose_mg * form.sig.times_a_day,
        form.cleaned_data["on"],
        changes=ordering.follows is not None,
    )


def _digest(drug: Drug, sig: Sig, checked: Check) -> str:
    """What was shown, in short: the order and every piece of advice."""
    said = [(a.kind, a.rule, a.severity, a.summary, a.drugs) for a in checked.advice]
    return hashlib.sha256(repr((drug.rxcui, sig, said)).encode()).hexdigest()[:24]


def _carried(request: Request) -> list[tuple[str, str]]:
    """The order as typed, for the next step; the reason to go on and what was shown are asked anew."""
    anew = ("csrfmiddlewaretoken", "step", "shown", "override_reason")
    return [(name, str(value)) for name, value in request.POST.items() if name not in anew]


def source_words(source: str) -> str:
    """The knowledge files' source keys, as they read: `V:` marks what was seen, `GK` what was not."""
    return source.replace("V:", "").replace("GK", "general knowledge")


def _written(ordering: Ordering, sig: Sig) -> str:
    words = in_words(sig.dose_mg, sig.times_a_day, sig.timing, sig.as_needed)
    verb = "changed" if ordering.follows else "started"
    return f"{ordering.drug.name.capitalize()} {verb}: {words}."
