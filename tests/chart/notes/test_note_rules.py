"""What a note needs to be saved and signed (mission row M28)."""

import pytest

from stepwell.chart.notes.rules import Part, may_edit, may_sign, names_in

ANA, BEN, GONE = Part("Ana", True, "Spoke."), Part("Ben", True, " "), Part("Gil", False, "")


@pytest.mark.parametrize(
    ("state", "text", "parts", "roll", "codes"),
    [
        ("draft", "We met.", [ANA, GONE], True, []),
        ("draft", " ", [ANA], True, ["note.text"]),
        ("draft", "We met.", [ANA, BEN], True, ["note.member"]),
        ("draft", "We met.", [ANA], False, ["note.roll"]),
        ("signed", "We met.", [ANA], True, ["note.move"]),
        ("draft", "", [BEN], False, ["note.roll", "note.text", "note.member"]),
    ],
)
def test_what_signing_needs(state, text, parts, roll, codes):
    verdict = may_sign(state=state, text=text, parts=parts, roll_taken=roll)
    assert [reason.code for reason in verdict.reasons] == codes


def test_whose_sentence_is_missing_is_named():
    parts = [Part(name, True, "") for name in ("Ana", "Ben", "Cleo")]
    assert may_sign(state="draft", text="x", parts=parts, roll_taken=True).sentence == (
        "Write a sentence of their own for Ana, Ben and Cleo."
    )


@pytest.mark.parametrize(
    ("state", "revision", "saved", "codes"),
    [("draft", 2, 2, []), ("draft", 1, 2, ["note.stale"]), ("signed", 2, 2, ["note.signed"])],
)
def test_what_saving_needs(state, revision, saved, codes):
    verdict = may_edit(state=state, revision=revision, saved_revision=saved)
    assert [reason.code for reason in verdict.reasons] == codes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The group practised.", []),
        ("Ana led the breathing.", ["Ana"]),
        ("We thanked Mr. O'Hara, twice.", ["O'Hara"]),
        ("Ananas and anaemia", []),
        ("Ruiz/Ana", ["Ana", "Ruiz"]),
    ],
)
def test_names_in_the_shared_text_are_found_as_words(text, found):
    assert names_in(text, ["Ana O'Hara", "Ben Ruiz"]) == found
