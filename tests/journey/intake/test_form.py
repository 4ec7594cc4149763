"""The intake form: what is asked, and what is still wrong. # M8"""

from datetime import date

import pytest

from stepwell.journey.intake.form import complete, form, problems, visible

TODAY = date(2026, 11, 23)
FORM = form("v1")
ENOUGH = {
    "full_name": "Ana Ruiz",
    "birth_date": "1990-02-03",
    "language": "en",
    "reach": "text",
    "reason": "I cannot sleep.",
    "treated_before": False,
    "takes_medicines": False,
    "has_allergies": False,
    "uses_substances": "never",
    "housing": "own",
    "emergency_name": "Luz",
    "emergency_phone": "555 0100",
    "emergency_knows": True,
}


def ids(answers: dict) -> set[str]:
    return {question.id for question in visible(FORM, answers)}


def wrong(answers: dict, **more) -> list[str]:
    return [name for name, _ in problems(FORM, answers, today=TODAY, **more)]


def test_the_sections_are_those_of_an_intake():
    assert [section.id for section in FORM.sections] == [
        "about-you", "what-brings-you", "your-health", "medicines", "allergies", "substances",
        "home", "emergency",
    ]  # fmt: skip


def test_a_short_honest_form_is_complete():
    assert problems(FORM, ENOUGH, today=TODAY) == []
    assert complete(FORM, ENOUGH, today=TODAY)


@pytest.mark.parametrize("gone", sorted(ENOUGH))
def test_each_required_answer_is_missed_by_name(gone):
    answers = {k: v for k, v in ENOUGH.items() if k != gone}
    assert wrong(answers) == [gone]
    assert not complete(FORM, answers)
    assert wrong(answers, partial=True) == []


@pytest.mark.parametrize(
    ("answer", "shows"),
    [
        ({"language": "other"}, "language_other"),
        ({"reach": "phone"}, "voicemail"),
        ({"treated_before": True}, "treated_where"),
        ({"takes_medicines": True}, "medicines"),
        ({"has_allergies": True}, "allergies"),
        ({"uses_substances": "now"}, "withdrawal"),
        ({"hospital": True}, "hospital_why"),
    ],
)
def test_follow_up_questions_appear_only_when_they_apply(answer, shows):
    assert shows in ids(ENOUGH | answer)
    assert shows not in ids(ENOUGH)


def test_answers_to_hidden_questions_are_not_checked():
    assert wrong(ENOUGH | {"medicines": 7}) == []
    assert wrong(ENOUGH | {"takes_medicines": True, "medicines": 7}) == ["medicines"]
    assert wrong(ENOUGH | {"takes_medicines": True}) == ["medicines"]
    assert wrong(ENOUGH | {"takes_medicines": True, "medicines": [" "]}) == ["medicines"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"birth_date": "2026-11-24"}, "still to come"),
        ({"birth_date": "yesterday"}, "year, month and day"),
        ({"birth_date": 7}, "year, month and day"),
        ({"language": "xx"}, "choose one"),
        ({"has_allergies": "yes"}, "yes or no"),
        ({"lives_with": "two"}, "a number"),
        ({"lives_with": True}, "a number"),
        ({"lives_with": -1}, "too small"),
        ({"lives_with": 21}, "too large"),
        ({"full_name": 5}, "in words"),
        ({"full_name": "x" * 201}, "shorter"),
        ({"hardest": "sleep"}, "one thing a line"),
        ({"hardest": ["x"] * 61}, "shorter"),
        ({"no_such": 1}, "no such question"),
    ],
)
def test_a_wrong_answer_is_told_in_both_languages(answer, says):
    ((name, sentence),) = problems(FORM, ENOUGH | answer, today=TODAY)
    assert name in answer and says in sentence["en"] and sentence["es"]


def test_edges_that_are_fine():
    fine = {"birth_date": TODAY, "lives_with": 0, "full_name": "x" * 200, "hardest": ["a"]}
    assert wrong(ENOUGH | fine) == []


def test_the_data_is_whole():
    seen: set[str] = set()
    for question in FORM.questions:
        assert question.id not in seen
        assert set(question.label) == {"en", "es"} and set(question.hint) in (set(), {"en", "es"})
        assert (question.kind == "choice") == bool(question.options)
        if question.show_if:
            assert question.show_if.question in seen
        seen.add(question.id)
    assert "988" in FORM.crisis["en"] and "988" in FORM.crisis["es"]


def test_sentences_are_short():
    for question in FORM.questions:
        for text in (question.label["en"], question.hint.get("en", "")):
            for sentence in text.split(". "):
                assert len(sentence.split()) <= 16, sentence


def test_unknown_versions_are_named():
    with pytest.raises(LookupError, match="no intake form 'v9'"):
        form("v9")
    with pytest.raises(LookupError):
        form("../v1")
