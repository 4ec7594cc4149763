"""Consent texts: every required element, both languages, one hash. # M8 M39"""

from datetime import date

import pytest

from stepwell.trust.consent.terms import ConsentKind
from stepwell.trust.consent.texts import languages, text

ON = date(2026, 11, 23)
KINDS = list(ConsentKind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_consent_can_be_read_in_both_languages(kind, language):
    found = text(kind, language, ON)
    assert found.title and found.paragraphs and found.version == "1"
    assert found.language == language and found.source
    assert len(found.hash) == 64


@pytest.mark.parametrize("kind", KINDS)
def test_the_languages_differ_but_have_the_same_shape(kind):
    en, es = text(kind, "en", ON), text(kind, "es", ON)
    assert en.hash != es.hash and en.fields == es.fields
    assert len(en.paragraphs) == len(es.paragraphs)
    assert [each.id for each in en.elements] == [each.id for each in es.elements]
    assert languages(kind, ON) == ("en", "es")


def test_part_2_has_every_element_of_section_2_31():
    elements = {each.id: each.rule for each in text("part2_tpo", "en", ON).elements}
    assert set(elements) == {
        "patient_name", "discloser", "information", "recipients", "redisclosure", "intermediary",
        "purpose", "revocation", "expiry", "signature", "date", "refusal", "fundraising",
    }  # fmt: skip
    assert all(rule.startswith("2.31") for rule in elements.values())


def test_the_mandated_statement_is_left_to_counsel():
    assert text("part2_tpo", "en", ON).statement_2_32 == ""


def test_filling_changes_what_is_shown_and_its_hash():
    empty = text("part2_tpo", "en", ON)
    filled = empty.filled(organization="Oak Clinic", patient="Ana Ruiz")
    assert "organization" in empty.fields and "organization" not in filled.fields
    assert "Oak Clinic" in filled.shown and filled.hash != empty.hash
    assert filled.hash == empty.filled(patient="Ana Ruiz", organization="Oak Clinic").hash


def test_braces_inside_a_value_are_not_filled_again():
    filled = text("part2_tpo", "en", ON).filled(organization="{patient}", patient="Ana")
    assert "{patient}" in filled.shown


def test_what_is_missing_is_named():
    with pytest.raises(LookupError, match="not available in 'fr'"):
        text("treatment", "fr", ON)
    with pytest.raises(LookupError, match="no treatment consent text in force on 2025-12-31"):
        text("treatment", "en", date(2025, 12, 31))
    with pytest.raises(LookupError, match="no nonsense consent"):
        text("nonsense", "en", ON)
    assert languages("nonsense", ON) == ()
