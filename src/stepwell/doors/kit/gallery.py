"""What the gallery shows: every component in every state, with invented words and no patient."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator

from stepwell.doors.kit import charts

START = date(2026, 9, 7)
PHQ9_BANDS = [(0, 5, "none"), (5, 10, "mild"), (10, 15, "moderate"), (15, 27, "severe")]
TOPICS = [("cravings", "Coping with cravings"), ("stress", "Stress"), ("talk", "Saying no, kindly")]
SPRITE = Path(__file__).parent / "static" / "kit" / "icons.svg"


class EveryFieldForm(forms.Form):
    """One field of each kind the kit draws."""

    name = forms.CharField(label="Your name", max_length=80)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text="Only for appointments; never for health information.",
    )
    phone = forms.CharField(label="Phone", widget=forms.TextInput(attrs={"type": "tel"}))
    born = forms.DateField(label="Date of birth", widget=forms.DateInput())
    starts = forms.DateTimeField(label="First visit", widget=forms.DateTimeInput())
    at = forms.TimeField(label="Best time to call", widget=forms.TimeInput(), required=False)
    dose = forms.IntegerField(label="Dose", min_value=0, max_value=400)
    level = forms.ChoiceField(
        label="Level of care", choices=[("", "Choose one"), ("op", "Weekly"), ("iop", "IOP")]
    )
    sleep = forms.ChoiceField(
        label="Over the last two weeks: trouble sleeping?",
        choices=[("0", "Not at all"), ("1", "Several days"), ("2", "More than half the days")],
        widget=forms.RadioSelect,
        help_text="There is no wrong answer.",
    )
    topics = forms.MultipleChoiceField(
        label="What would you like to work on?", choices=TOPICS, widget=forms.CheckboxSelectMultiple
    )
    message = forms.CharField(
        label="Anything we should know?", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    card = forms.FileField(label="Photo of your insurance card", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    agree = forms.BooleanField(label="You may call me about this request")
    fixed = forms.CharField(label="Record number", disabled=True, initial="SW-0001", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def gallery_context() -> dict[str, Any]:
    """Everything kit/gallery.html asks for."""
    return {
        "nav": _staff_nav(),
        "who": "A. Therapist",
        "role_name": "Group therapist",
        "form_plain": EveryFieldForm(initial=_filled(), prefix="plain", auto_id="id_%s"),
        "form_wrong": EveryFieldForm(data={"wrong-email": "rosa at example"}, prefix="wrong"),
        "page_of": Paginator(range(240), 20).page(5),
        "chart": phq9_chart(),
        "chart_small": phq9_chart(width=320, height=240),
        "chart_none": charts.line_chart(
            [], title="PHQ-9", desc="No scores yet", width=360, height=200
        ),
        "chart_one": charts.line_chart(
            [(START, 14)], y_max=27, bands=PHQ9_BANDS, title="PHQ-9, once", width=360, height=220
        ),
        "spark": charts.sparkline([19, 17, 17, 13, 11, 8], 27),
        "bars": [
            ("Mon group", charts.bar_row(9, 12, 8, title="9 of 12 seats"), "9 / 12"),
            ("Wed group", charts.bar_row(12, 12, 8, title="12 of 12 seats", series=2), "12 / 12"),
        ],
        "stack": charts.stacked(
            [("attended", 61), ("late", 8), ("excused", 5), ("missed", 6)], title="Attendance"
        ),
        "scores": _scores(),
        "icons": icon_names(),
        "themes": ("light", "dark"),
    }


def icon_names() -> list[str]:
    return sorted(set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text())) - {"mark"})


def phq9_chart(width: int = 720, height: int = 300) -> Any:
    return charts.line_chart(
        _scores(),
        bands=PHQ9_BANDS,
        events=[
            (START + timedelta(days=10), "Admitted"),
            (START + timedelta(days=38), "Missed 2 days"),
        ],
        bars=[
            (START + timedelta(days=7), START + timedelta(days=21), "sertraline", "50 mg"),
            (START + timedelta(days=21), None, "sertraline", "100 mg"),
            (START + timedelta(days=28), None, "trazodone", "50 mg at night"),
        ],
        y_max=27,
        title="PHQ-9 over nine weeks",
        desc="From 19, severe, on September 7 to 8, mild, on November 2.",
        width=width,
        height=height,
    )


def _scores() -> list[tuple[date, float]]:
    values = (19, 20, 17, 17, 15, 13, 12, 9, 8)
    return [(START + timedelta(weeks=i), float(v)) for i, v in enumerate(values)]


def _filled() -> dict[str, Any]:
    return {
        "born": date(1988, 3, 14),
        "starts": datetime(2026, 11, 30, 9, 0),  # noqa: DTZ001 - a form's own wall-clock value
        "at": time(16, 30),
        "dose": 50,
        "sleep": "1",
        "topics": ["stress"],
    }


def _staff_nav() -> list[dict[str, Any]]:
    rows = [
        ("Today", "house", True, 0, "Work"),
        ("Groups", "users", False, 2, "Work"),
        ("Notes to sign", "file-signature", False, 5, "Work"),
        ("Patients", "user-round", False, 0, "Program"),
        ("Timetable", "calendar", False, 0, "Program"),
        ("Measures", "chart-line", False, 0, "Program"),
        ("Authorizations", "hourglass", False, 3, "Office"),
    ]
    return [
        {"label": label, "href": "#", "icon": icon, "current": current, "count": n, "group": group}
        for label, icon, current, n, group in rows
    ]
