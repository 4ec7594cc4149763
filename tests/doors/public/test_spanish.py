"""Spanish is whole: every message has its words, the compiled catalogue is current, and no page says English by oversight."""

import io
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import time_machine
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from support.clinic import NOW

PROJECT = Path(__file__).resolve().parents[3]
CATALOGUE = PROJECT / "src/stepwell/locale/es/LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,
    "noop": None,
}


def spoken() -> set[str]:
    """Every message of the doors, as babel reads them from the source."""
    methods, options = parse_mapping_cfg(io.StringIO((PROJECT / "babel.cfg").read_text()))
    rows = extract_from_dir(
        PROJECT / "src/stepwell/doors",
        methods,
        options,
        keywords=KEYWORDS,
        directory_filter=lambda _path: True,
    )
    return {
        message if isinstance(message, str) else message[0]
        for _file, _line, message, *_rest in rows
    }


def catalogue() -> dict[str, Any]:
    with (CATALOGUE / "django.po").open("rb") as file:
        return {
            m.id if isinstance(m.id, str) else m.id[0]: m
            for m in read_po(file, locale="es")
            if m.id
        }


def test_every_message_has_its_spanish_words() -> None:
    known = catalogue()
    words = spoken()
    assert len(words) > 500
    assert sorted(words - set(known)) == [], "Run scripts/messages.sh and translate what is new."
    empty = [
        m.id
        for m in known.values()
        if not (m.string if isinstance(m.string, str) else all(m.string))
    ]
    assert empty == []
    assert [m.id for m in known.values() if m.fuzzy] == []


def test_what_is_filled_in_stands_in_both_languages() -> None:
    def names(text: Any) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", text if isinstance(text, str) else " ".join(text)))

    wrong = [m.id for m in catalogue().values() if names(m.id) != names(m.string)]
    assert wrong == []


def test_the_compiled_catalogue_is_current() -> None:
    with (CATALOGUE / "django.po").open("rb") as file:
        made = io.BytesIO()
        write_mo(made, read_po(file, locale="es"))
    with (CATALOGUE / "django.mo").open("rb") as file:
        kept = {str(m.id): m.string for m in read_mo(file) if m.id}
    made.seek(0)
    assert {str(m.id): m.string for m in read_mo(made) if m.id} == kept, "Run scripts/messages.sh."


# -- pages -----------------------------------------------------------------------------------------


class Words(HTMLParser):
    """The text nodes of a page that are not marked as another language."""

    QUIET = {"script", "style", "title"}
    VOID = {
        "meta",
        "link",
        "input",
        "br",
        "img",
        "use",
        "hr",
        "path",
        "rect",
        "line",
        "circle",
        "polyline",
    }

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[bool] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.VOID:
            return
        said = dict(attrs)
        foreign = tag in self.QUIET or (tag != "html" and "lang" in said) or "data-own" in said
        self.stack.append(foreign or (bool(self.stack) and self.stack[-1]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.stack:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if re.search(r"[A-Za-z]{3}", text) and not (self.stack and self.stack[-1]):
            self.found.append(text)


def words(response: Any) -> list[str]:
    reader = Words()
    reader.feed(response.content.decode())
    return reader.found


# Said the same in both languages: names, places, what people wrote themselves, and data in the words it was given.
SAME = {
    "Stepwell Demonstration Clinic", "Riverside", "Hilltop", "Plan", "Ana O'Hara", "Rosa Delgado", "Daniel Osei", "sertraline",
    "Sleep through the night.", "my sister", "Mara O'Hara", "Error:", "vitamin D", "low mood", "Sertraline", "Albany",
    "What was shown.",  # the consent the fixture signed
}  # fmt: skip
PARTLY = re.compile(r"Street|Road|NY 12201|people\.example|^\(555\)|Day track A room|^\d|Luz Ruiz")


def said_in_english(get: Callable[[str, str], Any], url: str) -> list[str]:
    english, spanish = set(words(get(url, "en"))), words(get(url, "es"))
    return [
        text for text in spanish if text in english and text not in SAME and not PARTLY.search(text)
    ]


@pytest.fixture
def look(client: Any) -> Callable[[str, str], Any]:
    def get(url: str, language: str) -> Any:
        client.cookies["django_language"] = language
        response = client.get(url)
        assert response.status_code == 200, url
        return response

    return get


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/program/",
        "/levels/",
        "/ask/",
        "/ask/thanks/",
        "/account/login/",
        "/account/password/reset/",
    ],
)
def test_public_pages_say_nothing_in_english(clinic: Any, look: Any, url: str) -> None:
    assert said_in_english(look, url) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "/me/",
        "/me/packet/",
        *(
            f"/me/packet/{part}/"
            for part in ("about-you", "medicines", "home", "emergency", "submission")
        ),
        "/me/consents/",
        "/me/consents/part2_tpo/",
        "/me/consents/telehealth/",
        "/me/medicines/",
        "/me/progress/",
        "/me/plan/",
        "/me/people/",
        "/me/people/new/",
    ],
)
def test_a_patients_pages_say_nothing_in_english(
    look: Any, client: Any, sign_in: Any, admitted: Any, clinic: Any, url: str
) -> None:
    from decimal import Decimal

    from stepwell.chart.medications.actions import Sig, start_medication
    from stepwell.chart.plan.actions import set_goal

    therapist, prescriber = clinic.viewers["therapist"], clinic.viewers["prescriber"]
    set_goal(
        patient=admitted.patient,
        episode=None,
        statement="Sleep through the night.",
        by=therapist,
        at=NOW,
    )
    start_medication(
        patient=admitted.patient,
        rxcui="36437",
        drug="sertraline",
        controlled=False,
        sig=Sig(Decimal(50), 2, "with food", True),
        indication="low mood",
        reason="First line.",
        on=NOW.date(),
        advice=(),
        by=prescriber,
        at=NOW,
    )
    sign_in(client, admitted.account)
    client.post(
        "/me/people/new/",
        {
            "given_name": "Mara",
            "family_name": "O'Hara",
            "relationship": "my sister",
            "email": "m@people.example",
        },
    )
    assert said_in_english(look, url) == []


@pytest.mark.django_db
def test_the_invitation_and_its_ends_say_nothing_in_english(
    look: Any, client: Any, admitted: Any
) -> None:
    from stepwell.trust.people.actions import invite
    from stepwell.trust.people.roles import Role
    from stepwell.trust.people.viewer import system

    _row, token = invite(
        person=admitted.account.person, role=Role.SUPPORTER, by=system("test"), at=NOW
    )
    assert said_in_english(look, f"/me/welcome/{token}/") == []


@pytest.mark.django_db
def test_a_refusal_of_a_room_is_spoken_in_spanish(client: Any, clinic: Any) -> None:
    client.cookies["django_language"] = "es"
    page = client.get("/me/welcome/nothing/").content.decode()
    assert "Este enlace no funciona." in page
