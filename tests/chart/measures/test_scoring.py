"""Scoring PHQ-9, GAD-7 and AUDIT-C at every edge. # M28"""

import pytest

from stepwell.chart.measures.instruments import instrument, instruments
from stepwell.chart.measures.scoring import score, score_response

PHQ9, GAD7, AUDITC = instrument("phq-9"), instrument("gad-7"), instrument("audit-c")
ITEM9 = "44260-8"


def filled(test, total: int) -> dict[str, int]:
    """Answers that add up to a total, filling items in order; the last item is filled last."""
    answers = {}
    for item in test.scored_items:
        top = max(option.ordinal for option in item.options)
        answers[item.link_id] = min(top, total)
        total -= answers[item.link_id]
    assert total == 0
    return answers


@pytest.mark.parametrize(
    ("total", "band", "positive"),
    [
        (0, "minimal", False), (4, "minimal", False),
        (5, "mild", False), (9, "mild", False),
        (10, "moderate", True), (14, "moderate", True),
        (15, "moderately-severe", True), (19, "moderately-severe", True),
        (20, "severe", True), (27, "severe", True),
    ],
)  # fmt: skip
def test_phq9_bands(total, band, positive):
    scored = score(PHQ9, filled(PHQ9, total))
    assert (scored.score, scored.band, scored.positive) == (total, band, positive)
    assert scored.missing == () and scored.change is None


@pytest.mark.parametrize(
    ("total", "band", "positive"),
    [
        (0, "minimal", False), (4, "minimal", False), (5, "mild", False), (9, "mild", False),
        (10, "moderate", True), (14, "moderate", True), (15, "severe", True), (21, "severe", True),
    ],
)  # fmt: skip
def test_gad7_bands(total, band, positive):
    scored = score(GAD7, filled(GAD7, total))
    assert (scored.score, scored.band, scored.positive) == (total, band, positive)


@pytest.mark.parametrize(
    ("total", "sex", "positive"),
    [
        (2, "female", False), (3, "female", True), (3, "male", False), (4, "male", True),
        (2, None, False), (3, None, True), (3, "other", True), (12, "male", True), (0, None, False),
    ],
)  # fmt: skip
def test_auditc_cut_off_depends_on_sex_and_is_the_lower_one_when_unknown(total, sex, positive):
    scored = score(AUDITC, filled(AUDITC, total), sex=sex)
    assert scored.positive is positive
    assert scored.band == ("at-or-above-cut-off" if positive else "below-cut-off")


def test_never_drinking_makes_the_other_two_items_zero():
    scored = score(AUDITC, {"68518-0": 0})
    assert (scored.score, scored.missing) == (0, ())


def test_a_missing_auditc_item_gives_no_total():
    scored = score(AUDITC, {"68518-0": 4, "68519-8": 4})
    assert (scored.score, scored.band, scored.positive) == (None, None, None)
    assert scored.missing == ("68520-6",)


@pytest.mark.parametrize(("value", "alarms"), [(0, ()), (1, ("suicidal-thoughts",)),
                                              (2, ("suicidal-thoughts",)),
                                              (3, ("suicidal-thoughts",))])  # fmt: skip
def test_item_nine_raises_the_alarm_from_one_on(value, alarms):
    assert score(PHQ9, filled(PHQ9, 0) | {ITEM9: value}).alarms == alarms


def test_the_alarm_sounds_even_when_nothing_else_is_answered():
    scored = score(PHQ9, {ITEM9: 1})
    assert scored.alarms == ("suicidal-thoughts",)
    assert scored.score is None and len(scored.missing) == 8


@pytest.mark.parametrize(("gone", "total"), [(1, 9), (2, 9), (3, None)])
def test_phq9_is_prorated_up_to_two_missing_items(gone, total):
    answers = dict.fromkeys((i.link_id for i in PHQ9.scored_items[gone:]), 1)
    scored = score(PHQ9, answers)
    assert scored.score == total
    assert scored.missing == tuple(i.link_id for i in PHQ9.scored_items[:gone])


@pytest.mark.parametrize(("gone", "total"), [(1, 7), (2, None)])
def test_gad7_is_prorated_up_to_one_missing_item(gone, total):
    answers = dict.fromkeys((i.link_id for i in GAD7.scored_items[gone:]), 1)
    assert score(GAD7, answers).score == total


def test_prorating_rounds_half_up():
    items = [i.link_id for i in PHQ9.scored_items]
    answers = dict.fromkeys(items[:8], 0) | {items[0]: 3, items[1]: 1}
    assert score(PHQ9, answers).score == 5  # 4 x 9 / 8 = 4.5


def test_the_difficulty_item_is_not_scored():
    assert score(PHQ9, filled(PHQ9, 9) | {"69722-7": 3}).score == 9


def test_no_answers_give_no_score():
    scored = score(PHQ9, {})
    assert scored.score is None and len(scored.missing) == 9 and scored.alarms == ()


@pytest.mark.parametrize(
    ("prior", "total", "direction", "important", "response", "remission"),
    [
        (15, 10, "better", True, False, False),
        (15, 11, "better", False, False, False),
        (20, 10, "better", True, True, False),
        (21, 11, "better", True, False, False),
        (10, 4, "better", True, True, True),
        (10, 5, "better", True, True, False),
        (10, 15, "worse", True, False, False),
        (10, 14, "worse", False, False, False),
        (3, 3, "same", False, False, True),
        (0, 0, "same", False, False, True),
    ],
)
def test_change_response_and_remission(prior, total, direction, important, response, remission):
    change = score(PHQ9, filled(PHQ9, total), prior).change
    assert change is not None
    assert (change.points, change.direction) == (total - prior, direction)
    assert (change.important, change.response, change.remission) == (important, response, remission)


def test_wrong_input_is_named():
    with pytest.raises(ValueError, match="/44250-9: 4 is not one of"):
        score(PHQ9, {"44250-9": 4})
    with pytest.raises(ValueError, match="/nope: phq-9 has no such item"):
        score(PHQ9, {"nope": 1})
    with pytest.raises(ValueError, match="/44250-9: True is not"):
        score(PHQ9, {"44250-9": True})
    with pytest.raises(ValueError, match="/prior: 28 is outside 0-27"):
        score(PHQ9, filled(PHQ9, 3), 28)


def test_subscales_are_plain_sums():
    assert score(PHQ9, filled(PHQ9, 5)).subscales == {"phq-2": 5}
    assert score(GAD7, {}).subscales == {"gad-2": None}


@pytest.mark.parametrize("test", instruments(), ids=lambda test: test.id)
def test_instrument_data_is_whole(test):
    assert test.licence and test.source and test.language_note
    least, most = test.range
    assert most == sum(max(o.ordinal for o in i.options) for i in test.scored_items)
    ends = [(b.least, b.most) for b in test.bands if b.least is not None]
    assert not ends or [e[0] for e in ends] == [least] + [e[1] + 1 for e in ends[:-1]]
    assert not ends or ends[-1][1] == most
    for item in test.items:
        assert set(item.text) == set(test.languages)
        assert len({o.code for o in item.options}) == len(item.options)


def test_contract_shape():
    response = {"resourceType": "QuestionnaireResponse", "questionnaire": "x/gad-7|1"}
    assert set(score_response(response)) == {
        "instrument", "score", "subscales", "band", "positive", "alarms", "missing", "change",
    }  # fmt: skip
