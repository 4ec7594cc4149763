"""What a note needs to be saved and signed (mission row M28)."""

from dataclasses import replace

import pytest

from stepwell.chart.notes.likeness import Text
from stepwell.chart.notes.rules import Part, findings, may_edit, may_sign

ANA = Part("Ana", True, "Named payday as the trigger.")
BEN, GONE = Part("Ben", True, " "), Part("Gil", False, "")
COPY = Part("Cleo", True, "Named the payday as her trigger.")


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


# M17
@pytest.mark.parametrize(
    ("parts", "named", "because", "codes"),
    [
        ([ANA, COPY], [], "", ["note.alike"]),
        ([ANA, replace(COPY, because="Same hearing.")], [], "", []),
        ([ANA, replace(COPY, because="  ")], [], "", ["note.alike"]),
        ([ANA, replace(COPY, was_there=False)], [], "", []),
        ([replace(ANA, earlier=(Text("their note of May 4", COPY.text),))], [], "", ["note.alike"]),
        ([Part("Ana", True, "Attended and participated.")], [], "", ["note.alike"]),
        ([ANA], ["Ana"], "", ["note.named"]),
        ([ANA], ["Ana"], "She asked for it.", []),
    ],
)
def test_what_is_not_one_persons_own_stops_until_there_is_a_reason(parts, named, because, codes):
    verdict = may_sign(
        state="draft",
        text="We met.",
        parts=parts,
        roll_taken=True,
        named=named,
        named_because=because,
    )
    assert [reason.code for reason in verdict.reasons] == codes


# M17
def test_of_two_alike_the_later_is_found_and_what_may_not_be_read_is_not_quoted():
    hidden = replace(ANA, name="another member", shown=False)
    found = findings([COPY, hidden])
    assert list(found) == [0]
    assert found[0].sentence == (
        "What is written about Cleo says the same as what is written about another member: "
        "“Named the payday as her trigger”. Write what is theirs alone, or give the reason why it stays."
    )
