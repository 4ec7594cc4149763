"""The intake form as versioned data: what to ask, when to ask it, and what is still wrong.

Answers are ``{question id: value}``: text and longtext str, choice the option's value, yesno bool,
date ``datetime.date`` or ISO text, number int or float, list a list of lines. Pure.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

KNOWLEDGE = Path(__file__).parent / "knowledge"
LONGEST = {"text": 200, "longtext": 5000, "list": 200}
MOST_LINES = 60

Words = Mapping[str, str]
Answers = Mapping[str, Any]
Problem = tuple[str, Words]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is stored, and how it reads by language."""

    value: str
    label: Words


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked when another has this answer."""

    question: str
    equals: str | bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``becomes`` names the chart data its answer feeds, empty if none."""

    id: str
    kind: str
    required: bool
    label: Words
    hint: Words
    options: tuple[Option, ...]
    show_if: Condition | None
    becomes: str
    least: float | None
    most: float | None
    past: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form."""

    id: str
    title: Words
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One version of the form. ``crisis`` belongs on every page of it."""

    version: str
    title: Words
    intro: Words
    crisis: Words
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(each for section in self.sections for each in section.questions)


@cache
def form(version: str = "v1") -> Form:
    """A version of the form; LookupError when there is none such."""
    file = KNOWLEDGE / f"form-{version}.toml"
    if not version.isalnum() or not file.is_file():
        raise LookupError(f"There is no intake form {version!r}.")
    with file.open("rb") as handle:
        row = tomllib.load(handle)
    return Form(
        version=row["version"],
        title=row["title"],
        intro=row["intro"],
        crisis=row["crisis"],
        sections=tuple(_section(each) for each in row["section"]),
    )


def visible(form: Form, answers: Answers) -> tuple[Question, ...]:
    """The questions to ask, given the answers so far, in order."""
    shown: dict[str, Question] = {}
    for question in form.questions:
        rule = question.show_if
        if rule is None or (rule.question in shown and answers.get(rule.question) == rule.equals):
            shown[question.id] = question
    return tuple(shown.values())


def problems(
    form: Form, answers: Answers, *, today: date | None = None, partial: bool = False
) -> list[Problem]:
    """What is wrong, as (question id, sentence by language), in the order of the form.

    Answers to hidden questions are ignored. ``partial`` leaves out what is merely missing, for
    saving half a form. ``today`` lets dates in the future be caught.
    """
    found: list[Problem] = []
    for question in visible(form, answers):
        sentence = _problem(question, answers.get(question.id), today, partial)
        if sentence:
            found.append((question.id, sentence))
    known = {question.id for question in form.questions}
    found.extend((name, _UNKNOWN) for name in answers if name not in known)
    return found


def complete(form: Form, answers: Answers, *, today: date | None = None) -> bool:
    """Whether every question to be asked is answered well enough to send the form."""
    return not problems(form, answers, today=today)


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a page of the form is: questions to be asked, those answered, those still needed."""

    section: Section
    asked: int
    answered: int
    needed: int


def filled(form: Form, answers: Answers) -> list[Filled]:
    """How far every page of the form is, in order."""
    shown = visible(form, answers)
    found = []
    for section in form.sections:
        asked = [question for question in section.questions if question in shown]
        empty = [question for question in asked if _empty(answers.get(question.id))]
        needed = sum(question.required for question in empty)
        found.append(Filled(section, len(asked), len(asked) - len(empty), needed))
    return found


_UNKNOWN = {"en": "This form has no such question.", "es": "Este formulario no tiene esa pregunta."}
_MISSING = {"en": "Please answer this question.", "es": "Por favor responda esta pregunta."}
_CHOOSE = {
    "en": "Please choose one of the answers.",
    "es": "Por favor elija una de las respuestas.",
}
_YESNO = {"en": "Please choose yes or no.", "es": "Por favor elija sí o no."}
_TEXT = {"en": "Please write this in words.", "es": "Por favor escríbalo con palabras."}
_LONG = {"en": "Please make this shorter.", "es": "Por favor hágalo más corto."}
_LINES = {"en": "Please write one thing a line.", "es": "Por favor escriba una cosa por línea."}
_DATE = {
    "en": "Please give a date: year, month and day.",
    "es": "Por favor ponga una fecha: año, mes y día.",
}
_FUTURE = {"en": "This date is still to come.", "es": "Esa fecha todavía no ha llegado."}
_NUMBER = {"en": "Please write a number.", "es": "Por favor escriba un número."}
_RANGE = {
    "en": "Please check this number; it looks too small or too large.",
    "es": "Por favor revise este número; parece muy pequeño o muy grande.",
}


def _problem(question: Question, value: Any, today: date | None, partial: bool) -> Words | None:
    if _empty(value):
        return _MISSING if question.required and not partial else None
    return _CHECKS[question.kind](question, value, today)


def _empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, (list, tuple)):
        return all(_empty(line) for line in value)
    return value is None


def _text(question: Question, value: Any, today: date | None) -> Words | None:
    if not isinstance(value, str):
        return _TEXT
    return _LONG if len(value) > LONGEST[question.kind] else None


def _choice(question: Question, value: Any, today: date | None) -> Words | None:
    return None if value in {option.value for option in question.options} else _CHOOSE


def _yesno(question: Question, value: Any, today: date | None) -> Words | None:
    return None if isinstance(value, bool) else _YESNO


def _date(question: Question, value: Any, today: date | None) -> Words | None:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        return _DATE
    return _FUTURE if question.past and today is not None and day > today else None


def _number(question: Question, value: Any, today: date | None) -> Words | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _NUMBER
    low = question.least is not None and value < question.least
    high = question.most is not None and value > question.most
    return _RANGE if low or high else None


def _list(question: Question, value: Any, today: date | None) -> Words | None:
    if not isinstance(value, (list, tuple)) or not all(isinstance(line, str) for line in value):
        return _LINES
    too_long = len(value) > MOST_LINES or any(len(line) > LONGEST["list"] for line in value)
    return _LONG if too_long else None


_CHECKS: dict[str, Callable[[Question, Any, date | None], Words | None]] = {
    "text": _text,
    "longtext": _text,
    "choice": _choice,
    "yesno": _yesno,
    "date": _date,
    "number": _number,
    "list": _list,
}


def _section(row: dict[str, Any]) -> Section:
    return Section(row["id"], row["title"], tuple(_question(each) for each in row["question"]))


def _question(row: dict[str, Any]) -> Question:
    rule = row.get("show_if")
    return Question(
        id=row["id"],
        kind=row["kind"],
        required=row["required"],
        label=row["label"],
        hint=row.get("hint", {}),
        options=tuple(Option(each["value"], each["label"]) for each in row.get("options", ())),
        show_if=Condition(rule["question"], rule["equals"]) if rule else None,
        becomes=row.get("becomes", ""),
        least=row.get("least"),
        most=row.get("most"),
        past=row.get("past", False),
    )
