"""Reading FHIR QuestionnaireResponses: coded, ordinal, nested, and wrong. # M28"""

import json

import pytest

from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.scoring import score_response

LOINC = "http://loinc.org"
CODES = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
LINKS = [item.link_id for item in instrument("phq-9").scored_items]


def coded(code: str) -> dict:
    return {"valueCoding": {"system": LOINC, "code": code}}


def response(answers: list[dict], links=LINKS, **more) -> dict:
    items = [{"linkId": f"/{k}", "answer": [a]} for k, a in zip(links, answers, strict=False)]
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items} | more


def test_loinc_answer_codes():
    scored = score_response(response([coded(CODES[n % 4]) for n in range(9)]))
    assert (scored["instrument"], scored["score"], scored["band"]) == ("phq-9", 12, "moderate")
    assert scored["missing"] == [] and scored["alarms"] == []
    json.dumps(scored)


@pytest.mark.parametrize(
    "answer",
    [
        {"valueInteger": 2},
        {"valueDecimal": 2.0},
        {"valueCoding": {"system": LOINC, "code": "LA6570-1"}},
        {"valueCoding": {"code": "LA6570-1"}},
        {"valueCoding": {"code": "x", "extension": [{"url": ORDINAL, "valueDecimal": 2}]}},
        {"valueCoding": {"code": "x"}, "extension": [{"url": ORDINAL, "valueDecimal": 2}]},
        {"valueCoding": {"display": "More than half the days"}},
    ],
)
def test_every_accepted_way_of_answering(answer):
    assert score_response(response([answer] * 9))["score"] == 18


def test_items_inside_groups_and_other_peoples_link_ids():
    inner = [{"linkId": f"phq9.matrix.q{n}", "answer": [coded(CODES[1])]} for n in range(1, 10)]
    nested = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "http://hobby.intake-forms/fhir/Questionnaire/phq-9|1.0.0",
        "item": [{"linkId": "phq9.matrix", "item": inner}],
    }
    scored = score_response(nested, prior=20)
    assert (scored["score"], scored["alarms"]) == (9, ["suicidal-thoughts"])
    assert scored["change"]["response"] is True


def test_the_us_core_audit_c_question_68517_2_is_not_item_one():
    links = ["68517-2", "68519-8", "68520-6"]
    answers = [{"valueDecimal": 0}, coded("LA15694-5"), coded("LA6270-8")]
    named = {"questionnaire": "http://hl7.org/fhir/us/core/Questionnaire/AUDIT-C"}
    scored = score_response(response(answers, links, **named))
    assert (scored["instrument"], scored["score"]) == ("audit-c", None)
    assert scored["missing"] == ["68518-0"]


def test_a_stated_total_is_not_believed():
    extra = {"linkId": "/44261-6", "answer": [{"valueDecimal": 1}]}
    body = response([coded(CODES[3])] * 9)
    body["item"].append(extra)
    assert score_response(body)["score"] == 27


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"resourceType": "Patient"}, "^/resourceType: "),
        ({"status": "entered-in-error"}, "^/status: "),
        ({"item": {}}, "^/item: a list"),
        ({"item": [3]}, "^/item/0: an object"),
        ({"item": [{"linkId": "zzz"}]}, "^/questionnaire: names no instrument"),
        ({"item": [{"linkId": "44250-9", "answer": [{"valueInteger": 4}]}]},
         r"^/item/0/answer/0/valueInteger: 4 is not one of \[0, 1, 2, 3\]"),
        ({"item": [{"linkId": "44250-9", "answer": [{"valueDecimal": 1.5}]}]},
         "^/item/0/answer/0/valueDecimal: 1.5"),
        ({"item": [{"linkId": "44250-9", "answer": [{"valueString": "lots"}]}]},
         "^/item/0/answer/0: valueCoding, valueInteger or valueDecimal"),
        ({"item": [{"linkId": "44250-9", "answer": [coded("LA0-0")]}]},
         "^/item/0/answer/0/valueCoding/code: 'LA0-0' is not an answer"),
        ({"item": [{"linkId": "44250-9", "answer": [{"valueInteger": 1}] * 2}]},
         "^/item/0/answer: one answer is needed, 2 given"),
        ({"item": [{"linkId": "44250-9", "answer": [{"valueInteger": 1}]}] * 2},
         "^/item/1/linkId: item 44250-9 is answered twice"),
    ],
)  # fmt: skip
def test_errors_begin_with_the_place(change, message):
    with pytest.raises(ValueError, match=message):
        score_response(response([coded(CODES[0])] * 9) | change)


def test_other_shapes_that_are_no_response():
    with pytest.raises(ValueError, match=r"^/resourceType: "):
        score_response([])
