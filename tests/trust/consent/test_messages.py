"""Messages pass through mail servers and lock screens: they say nothing about health. M05"""

import re
import string
from pathlib import Path

import pytest

from stepwell.trust.consent.messages import MESSAGES, compose

# What a caller may fill in, with values that would show up where they do not belong.
VALUES = {
    "name": "Ana",
    "when": "Tuesday, November 24",
    "phone": "(555) 010-0100",
    "organization": "The Organization",
    "link": "https://stepwell.example/me/",
    "until": "2026-11-30",
}
FORBIDDEN = {
    "en": "health medical medicine medication mental therap treat psych clinic counsel program patient diagnos addict "
    "substance alcohol drug recover relapse detox rehab sober iop php group session symptom depress anxi suicid crisis "
    "doctor nurse prescri assess admission intake level score phq gad safety alarm care consultation",
    "es": "salud médic medic mental terap trata psiq psic clínic clinic conseje programa pacient diagn adicc sustancia "
    "alcohol droga recuper recaí recaida desintox rehabil sobri grupo sesión sesion síntoma sintoma depre ansi suicid "
    "crisis enferm recet evalua ingreso admisión admision nivel puntua segurid alarma cuidado consulta",
}
CASES = [(kind, language) for kind, languages in MESSAGES.items() for language in languages]


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_a_message_formats_with_its_values_and_leaves_no_braces(kind: str, language: str) -> None:
    subject, body = compose(kind, language, VALUES)
    assert not set("{}") & set(subject + body)
    assert subject.strip()
    assert "The Organization" in body


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_a_message_holds_no_word_about_health(kind: str, language: str) -> None:
    words = " ".join(compose(kind, language, VALUES)).lower()
    for stem in (FORBIDDEN["en"] + " " + FORBIDDEN["es"]).split():
        assert not re.search(rf"\b{stem}", words), stem


def test_the_list_of_words_finds_what_it_should() -> None:
    for words in ("your treatment", "su medicación", "the group at nine", "su salud"):
        assert any(
            re.search(rf"\b{stem}", words) for stems in FORBIDDEN.values() for stem in stems.split()
        )


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_a_subject_names_nobody_and_is_short(kind: str, language: str) -> None:
    subject = MESSAGES[kind][language].subject
    assert "{" not in subject
    assert len(subject) <= 60
    assert "\n" not in subject


@pytest.mark.parametrize("kind", [kind for kind in MESSAGES if kind != "staff-alert"])
def test_every_message_to_the_public_is_in_both_languages_and_asks_for_the_same_values(
    kind: str,
) -> None:
    fields = {
        language: {name for _, name, _, _ in string.Formatter().parse(template.body) if name}
        for language, template in MESSAGES[kind].items()
    }
    assert set(fields) == {"en", "es"}
    assert fields["en"] == fields["es"]
    assert fields["en"] <= set(VALUES)


def test_an_alert_to_staff_names_no_patient_and_no_reason() -> None:
    fields = {
        name
        for _, name, _, _ in string.Formatter().parse(MESSAGES["staff-alert"]["en"].body)
        if name
    }
    assert fields == {"link", "organization"}


def test_a_language_we_do_not_write_gets_english() -> None:
    assert compose("account-link", "fr", VALUES) == compose("account-link", "en", VALUES)


def test_an_unknown_message_or_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        compose("newsletter", "en", VALUES)
    with pytest.raises(KeyError):
        compose("account-link", "en", {"name": "Ana"})


def test_every_kind_that_is_sent_is_written_here(project: Path) -> None:
    source = "".join(path.read_text() for path in (project / "src/stepwell").rglob("*.py"))
    sent = set(re.findall(r'message\(\s*kind="([a-z-]+)"', source))
    assert {"account-link", "inquiry-received", "staff-alert"} <= sent <= set(MESSAGES)
