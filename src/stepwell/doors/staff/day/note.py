"""The group note: one shared text, a row for each member who was there, signed together."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from stepwell.chart.notes.actions import save_group_note, sign_group_note
from stepwell.chart.notes.likeness import pieces
from stepwell.chart.notes.models import GroupNote, MemberNote
from stepwell.chart.notes.naming import names_in
from stepwell.chart.notes.queries import earlier_parts, named, note_of, parts_to_sign
from stepwell.chart.notes.rules import Finding, Part, findings
from stepwell.chart.notes.terms import PARTICIPATION_WORDS, NoteState, Participation
from stepwell.chart.plan.queries import goals_of_all
from stepwell.doors.kit.request import Request
from stepwell.doors.kit.showing import done, refusing
from stepwell.doors.staff.day.facts import facts_of
from stepwell.doors.staff.day.forms import NoteForm
from stepwell.doors.staff.day.meeting import Meeting, load
from stepwell.doors.staff.shell import staff_page
from stepwell.foundation.clock import local_day
from stepwell.foundation.errors import NotFound
from stepwell.foundation.verdicts import Verdict
from stepwell.journey.calendar.models import GroupSession
from stepwell.journey.days.queries import minutes_of
from stepwell.offering.programs.curriculum import Topic, topics
from stepwell.trust.credentials.queries import held_by
from stepwell.trust.credentials.rules import may_practice
from stepwell.trust.people.models import Patient
from stepwell.trust.people.queries import names_of
from stepwell.trust.people.roles import Permission


@dataclass
class NotePage:
    """One session's note with who was there, by the minute ledger."""

    meeting: Meeting
    session: GroupSession
    minutes: dict[UUID, int]
    there: list[Patient]
    note: GroupNote | None

    @property
    def revision(self) -> int:
        return self.note.revision if self.note else 0

    @property
    def signed(self) -> bool:
        return self.note is not None and self.note.state == NoteState.SIGNED

    @property
    def parts(self) -> dict[UUID, MemberNote]:
        return {part.patient_id: part for part in self.note.parts} if self.note else {}  # type: ignore[attr-defined]

    @property
    def outside(self) -> int:
        """Who was there and is not on the viewer's care team."""
        return sum(1 for minutes in self.minutes.values() if minutes) - len(self.there)


def note(request: Request, group_id: UUID, day: date) -> HttpResponse:
    meeting = _load_meeting(request, group_id, day)
    if meeting.session is None or meeting.roll is None:
        return _show(request, meeting, None, None)
    page = _page(request, meeting, meeting.session)
    form = _form(request, page)
    if "insert" in request.POST:
        return _show(request, meeting, page, _inserted(request, page, form))
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            saved = _save(request, page, form)
            return done(
                request, _saved_words(saved, page), "staff:note", group_id=group_id, day=day
            )
    return _show(request, meeting, page, form)


def note_signature(request: Request, group_id: UUID, day: date) -> HttpResponse:
    """Save what stands in the form, then sign it. What cannot be signed stays saved, as a draft."""
    if request.method != "POST":
        return redirect("staff:note", group_id=group_id, day=day)
    meeting = _load_meeting(request, group_id, day)
    if meeting.session is None or meeting.roll is None:
        return _show(request, meeting, None, None)
    page = _page(request, meeting, meeting.session)
    form = _form(request, page)
    if form.is_valid():
        with refusing(form):
            saved = _save(request, page, form)
            there = {patient: minutes > 0 for patient, minutes in page.minutes.items()}
            sign_group_note(
                note=saved,
                was_there=there,
                roll_taken=True,
                because=form.because(),
                named_because=form.cleaned_data["named_because"],
                by=request.viewer,
                at=request.now,
            )
            return done(request, "The note is signed.", "staff:note", group_id=group_id, day=day)
    return _show(request, meeting, _page(request, meeting, meeting.session), form)


def _load_meeting(request: Request, group_id: UUID, day: date) -> Meeting:
    """For those who treat somebody in the group, or lead it."""
    meeting = load(request, group_id, day)
    if not meeting.members and meeting.group.leader_id != request.viewer.account_id:
        raise NotFound("We could not find that note.")
    return meeting


def _page(request: Request, meeting: Meeting, session: GroupSession) -> NotePage:
    minutes = minutes_of(session)
    there = [member for member in meeting.members if minutes.get(member.pk)]
    return NotePage(meeting, session, minutes, there, note_of(request.viewer, session.pk))


def _form(request: Request, page: NotePage) -> NoteForm:
    goals = goals_of_all(request.viewer, [member.pk for member in page.there])
    initial: dict[str, Any] = {
        "revision": page.revision,
        "text": page.note.text if page.note else "",
    }
    for patient_id, part in page.parts.items():
        initial[f"words_{patient_id}"] = part.text
        initial[f"part_{patient_id}"] = part.participation
        initial[f"goal_{patient_id}"] = str(part.goal_id or "")
    return NoteForm(request.POST or None, members=page.there, goals=goals, initial=initial)


def _inserted(request: Request, page: NotePage, form: NoteForm) -> NoteForm:
    """The form as typed, with the fact that was tapped put behind a member's words. Nothing is saved yet."""
    patient, _, place = request.POST["insert"].partition(":")
    facts = facts_of(request, page.there, page.session, page.meeting.zone)
    about = {str(member.pk): facts.get(member.pk, []) for member in page.there}
    sentences = about.get(patient, [])
    if not place.isdecimal() or int(place) >= len(sentences):
        raise NotFound("We could not find that fact. Go back; your words are still there.")
    data = request.POST.copy()
    words, sentence = data.get(f"words_{patient}", "").rstrip(), sentences[int(place)]
    if sentence not in words:
        data[f"words_{patient}"] = f"{words} {sentence}".lstrip()
    return NoteForm(data, members=form.members, goals=form.goals, initial=form.initial)


def _save(request: Request, page: NotePage, form: NoteForm) -> GroupNote:
    return save_group_note(
        occasion_id=page.session.pk,
        topic=page.meeting.group.topic,
        text=form.cleaned_data["text"],
        members=form.about_members(),
        revision=form.cleaned_data["revision"],
        by=request.viewer,
        at=request.now,
    )


def _names(text: str, page: NotePage) -> list[str]:
    return names_in(text, [named(member.person) for member in page.meeting.members])


def _saved_words(saved: GroupNote, page: NotePage) -> str:
    named = _names(saved.text, page)
    return f"Draft saved. The shared text names {', '.join(named)}." if named else "Draft saved."


def _show(
    request: Request, meeting: Meeting, page: NotePage | None, form: NoteForm | None
) -> HttpResponse:
    context: dict[str, Any] = {"meeting": meeting, "page": page, "form": form}
    if page is not None and form is not None:
        text = form.data.get("text", "") if form.is_bound else form["text"].value()
        refused = form.is_bound and page.note is not None and form.errors
        context |= {
            "adds": request.viewer.may(Permission.NOTE_WRITE),
            "writes": request.viewer.may(Permission.NOTE_WRITE) and not page.signed,
            "rows": _rows(request, page, form),
            "named": _names(text or "", page),
            "missing": _missing(page),
            "licensed": _licensed(request, meeting),
            "topic": _topic(meeting.group.topic),
            "people": names_of({i for i in _signers(page) if i}),
            "theirs": page.note if refused and page.note and page.note.text != text else None,
        }
    return staff_page(request, "staff/day/note.html", context, way="staff:groups")


def _rows(request: Request, page: NotePage, form: NoteForm) -> list[dict[str, Any]]:
    if page.signed:
        return [_row(member, page, form) for member in page.there]
    found = _findings(request, page, form)
    facts = facts_of(request, page.there, page.session, page.meeting.zone)
    return [
        _row(m, page, form) | _found(m, form, found) | {"facts": facts.get(m.pk, [])}
        for m in page.there
    ]


def _findings(request: Request, page: NotePage, form: NoteForm) -> dict[UUID, Finding]:
    """Patient → why the part as it stands in the form is not theirs alone: what signing would say."""
    earlier = earlier_parts([member.pk for member in page.there])
    parts = {
        m.pk: Part(
            m.person.full_name, True, form[f"words_{m.pk}"].value() or "", earlier.get(m.pk, ())
        )
        for m in page.there
    }
    if page.note and page.outside:
        there = dict.fromkeys(page.minutes, True)
        others = parts_to_sign(request.viewer, page.note, there)
        parts |= {patient: part for patient, part in others.items() if patient not in parts}
    ids = list(parts)
    return {ids[place]: found for place, found in findings(list(parts.values())).items()}


def _found(member: Patient, form: NoteForm, found: dict[UUID, Finding]) -> dict[str, Any]:
    finding = found.get(member.pk)
    words = form[f"words_{member.pk}"].value() or ""
    match = finding.match if finding else None
    return {
        "finding": finding,
        "because": form[f"because_{member.pk}"],
        "pieces": pieces(words, match.marks) if match else [],
    }


def _row(member: Patient, page: NotePage, form: NoteForm) -> dict[str, Any]:
    part = page.parts.get(member.pk)
    goal = f"goal_{member.pk}"
    return {
        "member": member,
        "minutes": page.minutes[member.pk],
        "words": form[f"words_{member.pk}"],
        "part": form[f"part_{member.pk}"],
        "goal": form[goal] if goal in form.fields else None,
        "signed": part,
        "participation": PARTICIPATION_WORDS.get(Participation(part.participation))
        if part and part.participation
        else "",
    }


def _missing(page: NotePage) -> list[str]:
    """Whose sentence the saved draft still lacks."""
    parts = page.parts
    return [
        m.person.full_name for m in page.there if not (m.pk in parts and parts[m.pk].text.strip())
    ]


def _licensed(request: Request, meeting: Meeting) -> Verdict:
    account = request.viewer.account_id
    today = local_day(request.now, meeting.zone)
    return may_practice(held_by(account) if account else [], on=today)


def _signers(page: NotePage) -> list[UUID | None]:
    if page.note is None:
        return []
    added = [addendum.author for part in page.parts.values() for addendum in part.added]  # type: ignore[attr-defined]
    return [page.note.author, page.note.signed_by, *added]


def _topic(code: str) -> Topic | None:
    return next((topic for topic in topics() if topic.code == code), None)
