"""Placement: every threshold edge of the table, the context, the reasons, the errors. # M10"""

import itertools

import jsonschema
import pytest

from stepwell.journey.assessment.placement import INPUT_SCHEMA, assess, read_pack
from stepwell.offering.programs.terms import LevelCode

HOME = {"safe_home": True}
TABLE = {
    "3": {"1": "OP OP IOP RES INP", "2": "OP OP IOP RES INP", "3": "OP OP IOP PHP INP",
          "4": "OP OP IOP PHP RES", "5": "OP OP IOP PHP RES", "6": "OP OP IOP PHP RES"},
    "4": {"1": "OP OP IOP RES INP", "2": "OP OP IOP RES INP", "3": "OP OP IOP PHP INP",
          "4": "OP OP IOP PHP RES", "5": "OP OP IOP PHP RES"},
}  # fmt: skip
EDGES = [
    (edition, dimension, rating, level)
    for edition, dimensions in TABLE.items()
    for dimension, levels in dimensions.items()
    for rating, level in enumerate(levels.split())
]


def ask(edition: str = "4", context: dict | None = None, **ratings: int) -> dict:
    """Assess with every dimension 0 except the given ones (d3=2 is dimension 3 at 2)."""
    given = dict.fromkeys(TABLE[edition], 0) | {key[1:]: r for key, r in ratings.items()}
    facts = {"ratings": given, "edition": edition, "context": HOME | (context or {})}
    jsonschema.validate(facts, INPUT_SCHEMA)
    return assess(facts)


def codes(result: dict) -> list[str]:
    return [flag["code"] for flag in result["flags"]]


@pytest.mark.parametrize(("edition", "dimension", "rating", "level"), EDGES)
def test_each_rating_alone_asks_for_its_level(edition, dimension, rating, level):
    result = ask(edition, **{f"d{dimension}": rating})
    assert result["level"] == level
    assert result["governing"] == ([] if level == "OP" else [dimension])


@pytest.mark.parametrize("edition", ["3", "4"])
def test_the_highest_governs_whatever_the_rest(edition):
    levels = {key: row.split() for key, row in TABLE[edition].items()}
    for one, two in itertools.combinations(levels, 2):
        for a, b in itertools.product(range(5), repeat=2):
            result = ask(edition, **{f"d{one}": a, f"d{two}": b})
            most = max(LevelCode(levels[one][a]), LevelCode(levels[two][b]),
                       key=lambda code: code.intensity)  # fmt: skip
            assert result["level"] == most


def test_many_mild_ratings_never_add_up():
    assert ask("3", d1=1, d2=1, d3=1, d4=1, d5=1, d6=1)["level"] == "OP"
    assert ask("3", d3=3)["level"] == "PHP"


def test_reasons_go_both_ways():
    result = ask(d3=2, d4=2)
    assert result["governing"] == ["3", "4"]
    assert result["why_not_lower"] == [
        "Dimension 3, mental health and thinking, is rated 2 (moderate). That asks for at least IOP.",
        "Dimension 4, risks from substance use, is rated 2 (moderate). That asks for at least IOP.",
    ]
    assert result["why_not_higher"] == [
        "Nothing that was rated or reported asks for more than IOP.",
        "Dimension 3, mental health and thinking, would ask for PHP at 3 (serious).",
        "Dimension 4, risks from substance use, would ask for PHP at 3 (serious).",
    ]


def test_the_ends_of_the_scale_say_so():
    assert ask()["why_not_lower"] == ["OP is the lowest level of care here."]
    assert ask(d1=4)["why_not_higher"] == ["INP is the highest level of care."]


def test_imminent_danger_comes_first():
    result = ask(context={"imminent_danger": True, "withdrawal_risk": "high", "safe_home": False})
    assert codes(result)[0] == "emergency" and "911" in result["flags"][0]["sentence"]
    assert result["level"] == "INP" and "imminent_danger" in result["governing"]


@pytest.mark.parametrize(
    ("risk", "level", "flagged"),
    [
        (None, "OP", False), (False, "OP", False), ("none", "OP", False), ("low", "OP", False),
        ("moderate", "IOP", True), (True, "IOP", True), ("high", "INP", True),
    ],
)  # fmt: skip
def test_withdrawal_risk(risk, level, flagged):
    result = ask(context={"withdrawal_risk": risk})
    assert result["level"] == level
    assert ("withdrawal" in codes(result)) is flagged


@pytest.mark.parametrize(
    ("rating", "failed", "level", "flagged"),
    [
        (0, None, "OP", False),
        (1, "OP", "IOP", False),
        (2, "OP", "IOP", False),
        (2, "IOP", "PHP", False),
        (3, "IOP", "PHP", False),
        (1, "IOP", "OP", True),
    ],
)
def test_a_level_that_failed_is_not_tried_again_at_the_same_need(rating, failed, level, flagged):
    result = ask(d3=rating, context={"prior_level_failed": failed})
    assert result["level"] == level
    assert ("failed-before" in codes(result)) is flagged


@pytest.mark.parametrize(
    ("rating", "safe", "level", "flag"),
    [
        (2, True, "IOP", None), (2, False, "IOP", "no-safe-home"), (2, None, "IOP", "home-unknown"),
        (3, True, "PHP", None), (3, False, "RES", "no-safe-home"), (3, None, "PHP", "home-unknown"),
    ],
)  # fmt: skip
def test_the_home(rating, safe, level, flag):
    result = ask(d3=rating, context={"safe_home": safe})
    assert result["level"] == level
    assert [code for code in codes(result) if "home" in code] == ([flag] if flag else [])


def test_a_failed_iop_without_a_home_asks_for_residential():
    result = ask(d3=2, context={"safe_home": False, "prior_level_failed": "IOP"})
    assert (result["level"], result["governing"]) == ("RES", ["safe_home"])


def test_dimension_six_of_the_fourth_edition_only_plans():
    result = ask("4", d6=4)
    assert result["level"] == "OP" and "planning" in codes(result)


def test_levels_not_offered_are_referred():
    assert "refer-out" in codes(ask(d1=3)) and "refer-out" not in codes(ask(d3=3))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "^/: an object"),
        ({"ratings": {}}, "^/edition: "),
        ({"ratings": {}, "edition": "5"}, "^/edition: "),
        ({"ratings": {}, "edition": 4}, "^/edition: "),
        ({"edition": "4"}, "^/ratings: an object"),
        ({"edition": "4", "ratings": {}}, r"^/ratings/1: a rating is missing"),
        ({"edition": "4", "ratings": {"7": 1}}, r"^/ratings/7: this edition has dimensions 1, 2"),
        ({"edition": "4", "ratings": {"1": 5}}, r"^/ratings/1: a whole number from 0 to 4"),
        ({"edition": "4", "ratings": {"1": -1}}, r"^/ratings/1: "),
        ({"edition": "4", "ratings": {"1": True}}, r"^/ratings/1: "),
        ({"edition": "4", "ratings": {"1": 2.0}}, r"^/ratings/1: "),
        ({"edition": "4", "ratings": {"1": "2"}}, r"^/ratings/1: "),
        ({"edition": "3", "ratings": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0}}, r"^/ratings/6: "),
        ({"edition": "4", "note": 1}, "^/note: not known"),
    ],
)
def test_errors_begin_with_the_place(given, message):
    with pytest.raises(ValueError, match=message):
        assess(given)


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ([], "^/context: an object"),
        ({"mood": 1}, "^/context/mood: not known"),
        ({"safe_home": "yes"}, "^/context/safe_home: true or false"),
        ({"imminent_danger": 1}, "^/context/imminent_danger: "),
        ({"withdrawal_risk": "lots"}, "^/context/withdrawal_risk: one of none, low"),
        ({"withdrawal_risk": 2}, "^/context/withdrawal_risk: "),
        ({"prior_level_failed": "PHP"}, "^/context/prior_level_failed: "),
    ],
)
def test_errors_in_the_context(context, message):
    with pytest.raises(ValueError, match=message):
        assess({"ratings": dict.fromkeys("12345", 0), "edition": "4", "context": context})


def test_the_pack_is_ours_and_says_that_it_is_unverified():
    pack = read_pack()
    assert pack.verified is False and "own table" in pack.source
    assert set(pack.editions) == {"3", "4"} and len(pack.anchors) == 5
    for edition, dimensions in pack.editions.items():
        assert list(dimensions) == list("123456")
        for dimension in dimensions.values():
            ranks = [code.intensity for code in dimension.least]
            assert ranks == sorted(ranks)
            assert dimension.planning_only == (edition == "4" and dimension.id == "6")


def test_the_schema_example_works():
    example = INPUT_SCHEMA["examples"][0]
    jsonschema.validate(example, INPUT_SCHEMA)
    assert assess(example)["level"] == "IOP"
