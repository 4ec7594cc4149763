"""The intake form's data as Django forms: one a section. What is wrong is said by the form's own rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stepwell.doors.kit.templating import day
from stepwell.doors.patient.words import in_language
from stepwell.journey.intake.form import Form, Question, Section, problems, visible

YES, NO = "yes", "no"
YESNO = [(YES, _("Yes")), (NO, _("No"))]


class SectionForm(forms.Form):
    """Every field is text here: `form.problems` reads the values, in both languages."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        section: Section,
        lang: str,
        revision: int,
        answers: Mapping[str, Any],
        data: Any = None,
    ) -> None:
        initial = {
            question.id: _typed(question, answers.get(question.id))
            for question in section.questions
        }
        super().__init__(data, initial=initial | {"revision": revision})
        self.section = section
        for question in section.questions:
            self.fields[question.id] = forms.CharField(
                label=in_language(question.label, lang),
                help_text=in_language(question.hint, lang) if question.hint else "",
                required=False,
                strip=True,
                widget=_widget(question, lang),
            )

    def answers(self) -> dict[str, Any]:
        """{question id: value} as the packet keeps it; None where nothing was given."""
        return {q.id: _value(q, self.cleaned_data.get(q.id, "")) for q in self.section.questions}

    def check(self, form: Form, before: Mapping[str, Any], lang: str, today: date) -> bool:
        """Mark what is wrong in this section; what is merely missing may come later."""
        own = {question.id for question in self.section.questions}
        for name, sentence in problems(
            form, {**before, **self.answers()}, today=today, partial=True
        ):
            if name in own:
                self.add_error(name, in_language(sentence, lang))
        return not self.errors

    def keep_for(self, revision: int) -> None:
        """Show what was typed again, to be saved over a newer revision."""
        data = cast(QueryDict, self.data).copy()
        data["revision"] = str(revision)
        self.data = data


def _widget(question: Question, lang: str) -> forms.Widget:
    if question.kind == "choice":
        options = [(option.value, in_language(option.label, lang)) for option in question.options]
        return forms.RadioSelect(choices=options)
    if question.kind == "yesno":
        return forms.RadioSelect(choices=YESNO)
    if question.kind in ("longtext", "list"):
        return forms.Textarea(attrs={"rows": 4 if question.kind == "longtext" else 3})
    if question.kind == "date":
        return forms.DateInput()
    return forms.NumberInput() if question.kind == "number" else forms.TextInput()


def _typed(question: Question, value: Any) -> Any:
    """A kept value as the field shows it."""
    if question.kind == "yesno" and isinstance(value, bool):
        return YES if value else NO
    if question.kind == "list" and isinstance(value, list):
        return "\n".join(value)
    return "" if value is None else value


def _value(question: Question, text: str) -> Any:
    """What was typed as the packet keeps it. What cannot be read stays as typed: the rules say what is wrong with it."""
    if not text:
        return None
    if question.kind == "yesno":
        return {YES: True, NO: False}.get(text, text)
    if question.kind == "list":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if question.kind == "number":
        return int(text) if text.lstrip("-").isdecimal() else text
    return text


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with those that follow from its answer. `opens` is the place of the option that opens them."""

    question: Question
    followers: tuple[Question, ...]
    opens: int
    answer: str


def asked(section: Section, lang: str) -> list[Asked]:
    """The questions of a section, each followed by what is asked only after a certain answer."""
    own = {question.id for question in section.questions}
    followers: dict[str, list[Question]] = {}
    for question in section.questions:
        rule = question.show_if
        if rule and rule.question in own:
            group = followers.setdefault(rule.question, [])
            if (
                not group or group[0].show_if == rule
            ):  # one answer opens a group; another one's stands by itself
                group.append(question)
    hung = {question.id for group in followers.values() for question in group}
    return [
        _asked(question, tuple(followers.get(question.id, ())), lang)
        for question in section.questions
        if question.id not in hung
    ]


def _asked(question: Question, followers: tuple[Question, ...], lang: str) -> Asked:
    if not followers or followers[0].show_if is None:
        return Asked(question, (), 0, "")
    wanted = followers[0].show_if.equals
    if question.kind == "yesno":
        return Asked(question, followers, 1 if wanted else 2, str(YESNO[0 if wanted else 1][1]))
    values = [option.value for option in question.options]
    place = values.index(str(wanted))
    return Asked(question, followers, place + 1, in_language(question.options[place].label, lang))


@dataclass(frozen=True, slots=True)
class Line:
    """A question and its answer, to read again before sending."""

    id: str
    label: str
    answer: str
    problem: str


def review(
    form: Form, answers: Mapping[str, Any], lang: str, today: date
) -> list[tuple[Section, list[Line]]]:
    """Every section with the questions that apply, what was answered and what is still wrong."""
    shown = {question.id for question in visible(form, answers)}
    wrong = dict(problems(form, answers, today=today))
    return [
        (
            section,
            [
                Line(
                    q.id,
                    in_language(q.label, lang),
                    in_words(q, answers.get(q.id), lang),
                    in_language(wrong[q.id], lang) if q.id in wrong else "",
                )
                for q in section.questions
                if q.id in shown
            ],
        )
        for section in form.sections
    ]


def in_words(question: Question, value: Any, lang: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(YESNO[0 if value else 1][1])
    if isinstance(value, list):
        return "; ".join(value)
    if question.kind == "choice":
        return next(
            (in_language(o.label, lang) for o in question.options if o.value == value), str(value)
        )
    if question.kind == "date":
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return str(value)
    return str(value)
