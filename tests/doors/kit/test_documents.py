"""The aftercare plan on paper (mission row M37): plain text in, an accessible PDF out."""

from datetime import UTC, datetime
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from pypdf import PdfReader

from stepwell.doors.kit.documents import WORDS, aftercare_pdf

pytestmark = pytest.mark.django_db
SAVED = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
EMPTY = dict.fromkeys(
    ("appointments", "warning_signs", "coping", "supports", "reasons_to_call"), ""
)


def plan(language="en", medications=(), signed_by=None, **words):
    person = SimpleNamespace(called="Ana", family_name="O'Hara", language=language)
    site = SimpleNamespace(name="Riverside", phone="(555) 010-0100", zone="America/New_York")
    return SimpleNamespace(
        patient=SimpleNamespace(person=person),
        episode=SimpleNamespace(site=site),
        medications=list(medications),
        saved_at=SAVED,
        signed_at=SAVED if signed_by else None,
        signed_by=signed_by,
        **(EMPTY | words),
    )


def read(made: bytes) -> PdfReader:
    return PdfReader(BytesIO(made))


def text_of(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(made).pages)


def test_everything_the_patient_needs_is_on_it(clinic):
    drug = {
        "drug": "Sertraline 100 mg tablet",
        "how": "Take 1 tablet every morning.",
        "for": "depression",
    }
    made = aftercare_pdf(
        plan(
            medications=[drug],
            signed_by=clinic.staff["therapist"].pk,
            appointments="Dr. Osei, Dec 3 at 10",
            warning_signs="Not sleeping\n\nNot eating",
            coping="Walking",
            supports="Rosa: (555) 010-0199",
            reasons_to_call="A missed dose",
        )
    )
    text = text_of(made)
    for words in (
        "Ana O'Hara",
        "Riverside",
        "(555) 010-0100",
        "988",
        "911",
        "Sertraline",
        "depression",
        "Dr. Osei",
    ):
        assert words in text, words
    for words in ("Not sleeping", "Not eating", "Walking", "Rosa:", "A missed dose", "Page 1 of 1"):
        assert words in text, words
    assert "Signed by Rosa Delgado, LCSW, Nov 23, 2026, 10:00 a.m." in text


def test_it_is_tagged_titled_and_in_its_language():
    reader = read(aftercare_pdf(plan()))
    assert reader.metadata.title == WORDS["en"]["title"]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_labels_are_spanish_for_who_reads_spanish():
    made = aftercare_pdf(plan(language="es"))
    assert "Mis medicamentos" in text_of(made)
    assert "Página 1 de 1" in text_of(made)
    assert read(made).trailer["/Root"]["/Lang"] == "es"


def test_an_unknown_language_falls_back_to_english():
    assert "My medications" in text_of(aftercare_pdf(plan(language="vi")))


@pytest.mark.parametrize(
    "words",
    [
        '#panic("x")',
        "$ x^2 $",
        "*bold* _under_ `raw`",
        "#{ sys.inputs }",
        "\"quoted\" 'and' \\ back",
        "@ref <label> // comment",
        "= No heading",
        "[ unclosed",
        '#read("/etc/passwd")',
    ],
)
def test_what_people_type_is_never_markup(words):
    made = aftercare_pdf(
        plan(coping=words, medications=[{"drug": words, "how": words, "for": words}])
    )
    assert text_of(made).replace("\n", " ").count(words.split(" ")[0]) >= 2


def test_emoji_and_other_scripts_still_give_a_paper():
    made = aftercare_pdf(plan(coping="Breathe 😀 🌊", supports="Łukasz, Жанна, 李"))
    assert "Łukasz" in text_of(made)


def test_a_very_long_plan_runs_over_pages_and_says_so():
    made = aftercare_pdf(
        plan(coping="\n".join(f"Line {n} of what helps" for n in range(200)), supports="x" * 5000)
    )
    pages = len(read(made).pages)
    assert pages > 3
    assert f"Page {pages} of {pages}" in text_of(made)
    assert "Line 199" in text_of(made)


def test_an_empty_plan_says_that_nothing_is_written_and_that_it_is_a_draft():
    text = text_of(aftercare_pdf(plan()))
    assert text.count("Nothing is written here.") == 5
    assert "None from us." in text
    assert "This is a draft. It is not signed yet." in text


def test_the_same_plan_is_the_same_bytes():
    assert aftercare_pdf(plan(coping="Walk")) == aftercare_pdf(plan(coping="Walk"))


def test_someone_who_left_can_have_signed_it():
    assert "Signed by" in text_of(aftercare_pdf(plan(signed_by=uuid4())))


def test_both_languages_have_every_word():
    assert WORDS["en"].keys() == WORDS["es"].keys()
