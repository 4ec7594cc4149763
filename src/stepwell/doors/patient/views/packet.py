"""The intake form, a section a page: saved as one goes, sent once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.patient import packet_form
from stepwell.doors.patient.shell import OWN, lang, my_page, own_id, place
from stepwell.foundation.errors import NotFound
from stepwell.journey.intake import rules
from stepwell.journey.intake.actions import save_packet, submit_packet
from stepwell.journey.intake.form import Form, Section, form, problems
from stepwell.journey.intake.models import Packet
from stepwell.journey.intake.queries import packet_of


def parts_left(packet: Packet) -> int:
    """How many sections of a packet still miss an answer."""
    return sum(1 for part in _parts(form(packet.form_version), packet) if not part["complete"])


def _packet(request: Request) -> Packet:
    found = packet_of(request.viewer, own_id(request), need=OWN)
    if found is None:
        raise NotFound
    return found


def _parts(data: Form, packet: Packet) -> list[dict[str, Any]]:
    """Each section, whether it was opened, and whether anything is missing in it."""
    wrong = {name for name, _sentence in problems(data, packet.answers)}
    return [
        {
            "section": section,
            "opened": any(q.id in packet.answers for q in section.questions),
            "complete": not wrong & {q.id for q in section.questions},
        }
        for section in data.sections
    ]


def packet(request: Request) -> HttpResponse:
    """What there is to fill in, how far one is, and the way on."""
    found = packet_of(request.viewer, own_id(request), need=OWN)
    if found is None or found.submitted_at:
        return my_page(request, "patient/packet_none.html", {"packet": found})
    data = form(found.form_version)
    parts = _parts(data, found)
    unopened = (part for part in parts if not (part["opened"] and part["complete"]))
    context = {
        "packet": found,
        "form_data": data,
        "form_parts": parts,
        "next": next(unopened, None),
        "saved": _saved(request, data),
    }
    return my_page(request, "patient/packet.html", context)


def section(request: Request, section: str) -> HttpResponse:
    """One page of the form. Saving keeps what is there; what is missing may come later."""
    found = _packet(request)
    data = form(found.form_version)
    number, here = _numbered(data, section)
    if found.submitted_at and request.method == "GET":
        return HttpResponseRedirect(reverse("patient:packet_submission"))
    posted = request.POST if request.method == "POST" else None
    filled = packet_form.SectionForm(here, lang(), found.revision, found.answers, posted)
    if (
        filled.is_bound
        and filled.is_valid()
        and filled.check(data, found.answers, lang(), place(request).today)
    ):
        with refusing(filled):
            save_packet(
                packet=found,
                answers=filled.answers(),
                revision=filled.cleaned_data["revision"],
                by=request.viewer,
                at=request.now,
            )
            return _on(request, data, number)
        filled.keep_for(_packet(request).revision)
    context = {
        "form": filled,
        "form_data": data,
        "section": here,
        "asked": packet_form.asked(here, lang()),
        "saved": _saved(request, data),
        "number": number,
        "count": len(data.sections),
        "back": data.sections[number - 2].id if number > 1 else None,
    }
    return my_page(request, "patient/packet_section.html", context)


def _numbered(data: Form, name: str) -> tuple[int, Section]:
    for number, section in enumerate(data.sections, start=1):
        if section.id == name:
            return number, section
    raise NotFound


def _on(request: Request, data: Form, number: int) -> HttpResponse:
    """To the next section, to the review after the last, or out when one wants to stop."""
    if "later" in request.POST:
        messages.success(request, _("Saved. You can go on whenever you like."))
        url = reverse("patient:packet")
    elif number == len(data.sections):
        url = reverse("patient:packet_submission")
    else:
        url = reverse("patient:packet_section", kwargs={"section": data.sections[number].id})
    return HttpResponseRedirect(f"{url}?saved={data.sections[number - 1].id}")


def _saved(request: Request, data: Form) -> str:
    """The section that was saved a moment ago: the browser may forget what it kept of it."""
    name = request.GET.get("saved", "")
    return name if any(section.id == name for section in data.sections) else ""


def submission(request: Request) -> HttpResponse:
    """Read it all once more, and send it."""
    found = _packet(request)
    data, today = form(found.form_version), place(request).today
    review = packet_form.review(data, found.answers, lang(), today)
    wrong = sum(1 for _section, lines in review for line in lines if line.problem)
    verdict = rules.may_submit(submitted=found.submitted_at is not None, problems=wrong)
    sentence = ""
    if request.method == "POST":
        if verdict:
            submit_packet(packet=found, by=request.viewer, at=request.now)
            return done(request, _("Sent. Thank you. That was a lot of work."), "patient:today")
        sentence = verdict.sentence
    context = {
        "packet": found,
        "review": review,
        "saved": _saved(request, data),
        "wrong": wrong,
        "verdict": verdict,
        "sentence": _(sentence) if sentence else "",
    }
    return my_page(request, "patient/packet_review.html", context, status=409 if sentence else None)
