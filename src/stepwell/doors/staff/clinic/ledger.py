"""The ledger, as the auditor reads it: newest first, by number. Reading it is itself in it."""

from datetime import time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.templating import DEFAULT_ZONE
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import at_local
from stepwell.trust.access.queries import chart_numbers, patient_numbered
from stepwell.trust.ledger import queries
from stepwell.trust.ledger.actions import verify_ledger
from stepwell.trust.ledger.models import Event

PAGE = 50
_MIDNIGHT = time(0)


class LedgerFilter(forms.Form):
    mrn = forms.CharField(label="Chart number", required=False, max_length=12)
    actor = forms.CharField(label="Who", required=False, max_length=60)
    event = forms.CharField(label="Event begins with", required=False, max_length=80)
    day = forms.DateField(label="Day", required=False, widget=forms.DateInput())
    below = forms.IntegerField(required=False, widget=forms.HiddenInput)


def ledger(request: Request) -> HttpResponse:
    form = LedgerFilter(request.GET)
    rows, unknown = _rows(request, form)
    shown, more = rows[:PAGE], len(rows) > PAGE
    numbers = chart_numbers(request.viewer, {row.patient_id for row in shown if row.patient_id})
    asked = {k: str(v) for k, v in request.GET.items() if k in form.fields and k != "below" and v}
    context: dict[str, Any] = {
        "form": form,
        "rows": [(row, numbers.get(row.patient_id) if row.patient_id else "") for row in shown],
        "unknown": unknown,
        "chain": queries.chain(),
        "filtered": bool(asked),
        "newest": f"?{urlencode(asked)}" if form.cleaned_data.get("below") else "",
        "older": f"?{urlencode({**asked, 'below': str(shown[-1].number)})}" if more else "",
    }
    return staff_page(request, "staff/clinic/ledger.html", context, way="staff:ledger")


def _rows(request: Request, form: LedgerFilter) -> tuple[list[Event], bool]:
    """One more than a page, and whether the chart number asked for belongs to nobody."""
    if not form.is_valid():
        return [], False
    asked = form.cleaned_data
    patient_id = patient_numbered(request.viewer, asked["mrn"]) if asked["mrn"] else None
    if asked["mrn"] and patient_id is None:
        return [], True
    day = asked["day"]
    midnight = at_local(day, _MIDNIGHT, DEFAULT_ZONE) if day else None
    next_one = at_local(day + timedelta(days=1), _MIDNIGHT, DEFAULT_ZONE) if day else None
    rows = queries.found(
        patient_id=patient_id,
        actor=asked["actor"],
        event=asked["event"],
        start=midnight,
        end=next_one,
        below=asked["below"],
    )
    return list(rows[: PAGE + 1]), False


@require_POST
def verification(request: Request) -> HttpResponse:
    """Check every seal now."""
    outcome = verify_ledger(by=request.viewer, at=request.now)
    if outcome.ok:
        messages.success(request, f"All {outcome.rows} sealed rows are as they were written.")
    else:
        messages.error(
            request,
            f"The seal breaks at row {outcome.first_bad}. Keep a copy of the database and call whoever runs this system.",
        )
    return redirect("staff:ledger")
