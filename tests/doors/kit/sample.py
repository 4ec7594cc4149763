"""Pages of no door: what the kit does with any page is tried on these."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

from stepwell.doors.kit import http, register
from stepwell.doors.kit.register import Everyone, page
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing, show
from stepwell.foundation.errors import BadInput, Conflict, NotAllowed, NotFound, Refused
from stepwell.trust.consent.terms import Recipient
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission

P = Permission
SEEN = UUID(int=7)
received: list[dict[str, list[str]]] = []


def words(request: Request, **kwargs: object) -> HttpResponse:
    """Shows words; keeps what was sent."""
    if request.method == "POST":
        received.append(
            {
                name: request.POST.getlist(name)
                for name in request.POST
                if name != "csrfmiddlewaretoken"
            }
        )
        return done(request, "Saved.", "sample:words")
    return HttpResponse("words")


def tells_whom(request: Request) -> HttpResponse:
    register.seen(request, SEEN)
    return HttpResponse("words")


ERRORS = {
    "bad": BadInput("That day does not exist.", place="day"),
    "not-allowed": NotAllowed("Your role does not include this."),
    "not-found": NotFound("We could not find that patient."),
    "refused": Refused("This was signed already.", code="consent.signed"),
    "conflict": Conflict("Someone was faster.", code="seat.taken"),
    "crash": KeyError("a secret of the source"),
}


def fails(request: Request, how: str, **kwargs: object) -> HttpResponse:
    raise ERRORS[how]


class Words(forms.Form):
    words = forms.CharField()


def form(request: Request) -> HttpResponse:
    filled = Words(request.POST or None)
    if request.method == "POST" and filled.is_valid():
        with refusing(filled):
            raise ERRORS["refused"]
    return show(request, "kit/errors/422.html", {"form": filled})


def leaves(request: Request, patient_id: UUID) -> HttpResponse:
    patient = Patient.objects.get(pk=patient_id)
    kind = Recipient(request.GET.get("to", "patient"))
    return http.hand_over(
        request,
        patient=patient,
        content=b"paper",
        filename="plan.pdf",
        content_type="application/pdf",
        recipient_kind=kind,
        recipient="Ana",
        purpose="asked for it",
        what="plan",
    )


def error_page(request: Request, status: int) -> HttpResponse:
    return render(request, f"kit/errors/{status}.html", {"status": status}, status=status)


OPEN = Everyone("tries what the kit does with a page")
sample = [
    page("words/", words, P.NOTE_WRITE, name="words"),
    page("chart/<uuid:patient_id>/", words, P.NOTE_WRITE, name="chart", shows="chart"),
    page("tells/", tells_whom, P.NOTE_WRITE, name="tells", shows="note"),
    page("either/", words, (P.LEDGER_READ, P.NOTE_WRITE), name="either"),
    page("open/", words, OPEN, name="open"),
    page("fails/<slug:how>/", fails, OPEN, name="fails"),
    page(
        "fails/<slug:how>/<uuid:patient_id>/",
        fails,
        P.NOTE_WRITE,
        name="fails_on_chart",
        shows="chart",
    ),
    page("form/", form, OPEN, name="form"),
    page("leaves/<uuid:patient_id>/", leaves, OPEN, name="leaves"),
    page("error/<int:status>/", error_page, OPEN, name="error"),
]
SOMEBODY = UUID("01890000-0000-7000-8000-00000000ab1e")

urlpatterns = [
    path("sample/", include((sample, "sample"))),
    path("", include("stepwell.urls")),
]
handler400 = "stepwell.doors.kit.refusals.bad_request"
handler403 = "stepwell.doors.kit.refusals.forbidden"
handler404 = "stepwell.doors.kit.refusals.not_found"
handler429 = "stepwell.doors.kit.refusals.too_many"
handler500 = "stepwell.doors.kit.refusals.server_error"
