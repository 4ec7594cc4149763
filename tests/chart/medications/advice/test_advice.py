"""Advice before signing: what is said, how gravely, and above all what is not said. # M25"""

import itertools

import pytest

from stepwell.chart.medications.advice import Allergy, Regimen, Stopped, advise
from stepwell.chart.medications.advice.knowledge import rows
from stepwell.chart.medications.advice.terms import SUMMARY_LIMIT, Severity
from stepwell.chart.medications.formulary import drugs, find


def regimen(proposed: str, *current: str, dose: float | None = None, **facts) -> Regimen:
    others = tuple(find(name) for name in current)
    return Regimen(find(proposed), dose, others, **facts)


def said(*args, **facts) -> list[tuple[str, str]]:
    return [(a.rule, a.severity.value) for a in advise(regimen(*args, **facts))]


PAIRS = [
    ("phenelzine", "sertraline", "maoi-ssri", "contraindicated"),
    ("fluoxetine", "tranylcypromine", "maoi-fluoxetine", "contraindicated"),
    ("venlafaxine", "phenelzine", "maoi-snri", "contraindicated"),
    ("vortioxetine", "phenelzine", "maoi-vortioxetine", "contraindicated"),
    ("trazodone", "phenelzine", "maoi-serotonin-modulator", "contraindicated"),
    ("nortriptyline", "phenelzine", "maoi-tca", "contraindicated"),
    ("bupropion", "phenelzine", "maoi-other-psychotropics", "contraindicated"),
    ("methylphenidate", "phenelzine", "maoi-stimulant", "contraindicated"),
    ("tramadol", "phenelzine", "maoi-opioid", "contraindicated"),
    ("sumatriptan", "tranylcypromine", "maoi-triptan", "contraindicated"),
    ("linezolid", "escitalopram", "linezolid-serotonergic", "contraindicated"),
    ("naltrexone", "oxycodone", "opioid-antagonist-opioid", "contraindicated"),
    ("naltrexone", "buprenorphine", "opioid-antagonist-moud", "contraindicated"),
    ("tizanidine", "fluvoxamine", "fluvoxamine-tizanidine", "contraindicated"),
    ("simvastatin", "nefazodone", "cyp3a4-inhibitor-statin", "contraindicated"),
    ("disulfiram", "metronidazole", "disulfiram-metronidazole", "contraindicated"),
    ("pimozide", "sertraline", "pimozide-ssri", "contraindicated"),
    ("lithium", "ibuprofen", "lithium-nsaid", "serious"),
    ("lithium", "lisinopril", "lithium-ace-inhibitor", "serious"),
    ("losartan", "lithium", "lithium-arb", "serious"),
    ("lithium", "hydrochlorothiazide", "lithium-thiazide", "serious"),
    ("oxycodone", "clonazepam", "opioid-benzodiazepine", "serious"),
    ("lorazepam", "buprenorphine", "buprenorphine-benzodiazepine", "serious"),
    ("gabapentin", "oxycodone", "opioid-gabapentinoid", "serious"),
    ("buprenorphine", "oxycodone", "buprenorphine-full-agonist", "serious"),
    ("citalopram", "methadone", "qt-qt", "serious"),
    ("lamotrigine", "valproate", "valproate-lamotrigine", "serious"),
    ("sertraline", "ibuprofen", "ssri-nsaid", "know"),
    ("sertraline", "warfarin", "ssri-anticoagulant", "know"),
    ("sertraline", "tramadol", "serotonergic-tramadol", "know"),
    ("carbamazepine", "quetiapine", "cyp3a4-inducer-psychotropic", "know"),
    ("fluvoxamine", "clozapine", "fluvoxamine-clozapine", "know"),
    ("paroxetine", "nortriptyline", "cyp2d6-tca", "know"),
]


@pytest.mark.parametrize(("one", "two", "rule", "severity"), PAIRS)
def test_pairs_are_told_both_ways_round(one, two, rule, severity):
    assert (rule, severity) in said(one, two)
    assert (rule, severity) in said(two, one)


SILENT = [
    ("sertraline", 100, ["bupropion"]),
    ("sertraline", 150, ["trazodone"]),
    ("escitalopram", 10, ["mirtazapine"]),
    ("fluoxetine", 40, ["bupropion", "hydroxyzine"]),
    ("venlafaxine", 150, ["mirtazapine"]),
    ("bupropion", 300, ["escitalopram", "buspirone"]),
    ("aripiprazole", 5, ["sertraline"]),
    ("quetiapine", 300, ["lithium"]),
    ("lithium", 900, ["lamotrigine"]),
    ("lithium", 900, ["sertraline"]),
    ("lamotrigine", 25, ["quetiapine"]),
    ("buprenorphine", 24, ["sertraline", "naloxone"]),
    ("buprenorphine", 32, []),
    ("naltrexone", 50, ["sertraline", "acamprosate"]),
    ("acamprosate", 1998, ["mirtazapine", "propranolol"]),
    ("prazosin", 5, ["sertraline", "trazodone"]),
    ("hydroxyzine", 50, ["sertraline"]),
    ("clonazepam", 1, ["sertraline"]),
    ("lorazepam", 1, ["olanzapine"]),
    ("lisdexamfetamine", 50, ["sertraline"]),
    ("methylphenidate", 36, ["bupropion"]),
    ("propranolol", 40, ["venlafaxine"]),
    ("valproate", 1500, ["olanzapine"]),
    ("buspirone", 30, ["sertraline"]),
    ("gabapentin", 900, ["naltrexone", "sertraline"]),
    ("disulfiram", 250, ["sertraline"]),
    ("trazodone", 50, ["buprenorphine", "clonidine"]),
    ("olanzapine", 10, ["fluoxetine"]),
]


@pytest.mark.parametrize(("proposed", "dose", "current"), SILENT)
def test_ordinary_good_prescribing_is_met_with_silence(proposed, dose, current):
    assert said(proposed, *current, dose=dose, age=35, pregnant=False) == []


@pytest.mark.parametrize(
    ("proposed", "stopped", "days", "rule"),
    [
        ("phenelzine", "fluoxetine", 34, "maoi-fluoxetine"),
        ("phenelzine", "fluoxetine", 35, None),
        ("phenelzine", "sertraline", 13, "maoi-ssri"),
        ("phenelzine", "sertraline", 14, None),
        ("sertraline", "phenelzine", 13, "maoi-ssri"),
        ("sertraline", "phenelzine", 14, None),
        ("fluoxetine", "phenelzine", 14, None),
        ("phenelzine", "vortioxetine", 20, "maoi-vortioxetine"),
        ("phenelzine", "vortioxetine", 21, None),
        ("naltrexone", "oxycodone", 9, "opioid-antagonist-opioid"),
        ("naltrexone", "oxycodone", 10, None),
        ("naltrexone", "methadone", 13, "opioid-antagonist-moud"),
        ("naltrexone", "methadone", 14, None),
        ("lithium", "ibuprofen", 1, None),
    ],
)
def test_washouts_end_on_the_day(proposed, stopped, days, rule):
    facts = Regimen(find(proposed), stopped=(Stopped(find(stopped), days),))
    assert [a.rule for a in advise(facts)] == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("name", "dose", "facts", "expected"),
    [
        ("sertraline", 200, {}, []),
        ("sertraline", 225, {}, [("labelled-maximum", "serious")]),
        ("sertraline", 399, {}, [("labelled-maximum", "serious")]),
        ("sertraline", 400, {}, [("twice-labelled-maximum", "contraindicated")]),
        ("citalopram", 40, {"age": 60}, []),
        ("citalopram", 30, {"age": 61}, [("person-maximum", "serious")]),
        ("citalopram", 20, {"age": 61}, []),
        ("citalopram", 60, {"age": 30}, [("labelled-maximum", "serious")]),
        ("lithium", 2100, {}, [("labelled-maximum", "know")]),
        ("lithium", 9000, {}, [("twice-labelled-maximum", "know")]),
        ("buprenorphine", 64, {}, []),
        ("venlafaxine", 300, {}, []),
        ("venlafaxine", 300, {"form": "Extended Release Capsule"}, [("person-maximum", "serious")]),
        ("alprazolam", 6, {}, [("person-maximum", "serious")]),
        ("alprazolam", 6, {"conditions": ("F41.0",)}, []),
        ("alprazolam", 11, {"conditions": ("F41.0",)}, [("labelled-maximum", "serious")]),
        ("naltrexone", 380, {"form": "extended-release injection"}, []),
        ("haloperidol", 100, {"form": "decanoate injection"}, []),
        ("sertraline", None, {}, []),
        ("lamotrigine", 25, {}, []),
        ("lamotrigine", 100, {}, [("start-dose", "serious")]),
    ],
)
def test_dose_edges(name, dose, facts, expected):
    assert said(name, dose=dose, **facts) == expected


@pytest.mark.parametrize(
    ("current", "dose", "rule"),
    [
        (["lamotrigine", "valproate"], 100, None),
        (["lamotrigine", "valproate"], 150, "person-maximum"),
        (["valproate"], 12.5, None),
        (["valproate"], 25, "start-dose"),
        (["carbamazepine"], 50, None),
        (["carbamazepine"], 75, "start-dose"),
        (["lamotrigine", "carbamazepine"], 400, None),
    ],
)
def test_lamotrigine_follows_its_companions(current, dose, rule):
    found = [
        a.rule for a in advise(regimen("lamotrigine", *current, dose=dose)) if a.kind == "dose"
    ]
    assert found == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("proposed", "current", "expected"),
    [
        ("sertraline", ["escitalopram"], [("two-serotonin-reuptake-inhibitors", "serious")]),
        ("duloxetine", ["sertraline"], [("two-serotonin-reuptake-inhibitors", "serious")]),
        ("clonazepam", ["lorazepam"], [("two-benzodiazepines", "know")]),
        ("quetiapine", ["olanzapine"], [("two-antipsychotics", "know")]),
        ("sertraline", ["sertraline"], [("same-ingredient", "know")]),
    ],
)
def test_duplicates(proposed, current, expected):
    assert said(proposed, *current) == expected


@pytest.mark.parametrize(
    ("proposed", "allergy", "expected"),
    [
        ("lamotrigine", Allergy("Lamictal - rash"), [("same-ingredient", "contraindicated")]),
        ("lamotrigine", Allergy("", "28439"), [("same-ingredient", "contraindicated")]),
        ("valproate", Allergy("", "266856"), [("same-ingredient", "contraindicated")]),
        ("lamotrigine", Allergy("carbamazepine"), [("cross-anticonvulsant", "know")]),
        ("ibuprofen", Allergy("NSAIDs: hives"), [("class-nsaid", "serious")]),
        ("ibuprofen", Allergy("naproxen"), [("cross-nsaid", "know")]),
        ("sertraline", Allergy("citalopram"), []),
        ("sertraline", Allergy("penicillin"), []),
        ("sertraline", Allergy("no known allergies"), []),
    ],
)
def test_allergies(proposed, allergy, expected):
    assert said(proposed, allergies=(allergy,)) == expected


@pytest.mark.parametrize(
    ("proposed", "facts", "expected"),
    [
        ("bupropion", {"conditions": ("G40.909",)}, [("bupropion-seizure", "contraindicated")]),
        ("bupropion", {"conditions": ("Bulimia nervosa",)},
         [("bupropion-eating-disorder", "contraindicated")]),
        ("bupropion", {"conditions": ("F50.81",)}, []),
        ("bupropion", {"conditions": ("F10.231",)}, [("bupropion-withdrawal", "contraindicated")]),
        ("bupropion", {"conditions": ("F10.20",)}, []),
        ("quetiapine", {"conditions": ("F03.90",), "age": 65}, [("antipsychotic-dementia", "serious")]),
        ("quetiapine", {"conditions": ("F03.90",), "age": 64}, []),
        ("valproate", {"pregnant": True}, [("valproate-pregnancy", "contraindicated")]),
        ("valproate", {"pregnant": None}, []),
        ("sertraline", {"pregnant": True}, []),
        ("buprenorphine", {"pregnant": True}, []),
        ("lithium", {"pregnant": True}, [("lithium-pregnancy", "know")]),
        ("acamprosate", {"egfr": 30}, [("acamprosate-egfr-30", "contraindicated")]),
        ("acamprosate", {"egfr": 50}, [("acamprosate-egfr-50", "serious")]),
        ("acamprosate", {"egfr": 51}, []),
        ("clonazepam", {"conditions": ("F11.20",)}, [("benzodiazepine-oud", "serious")]),
    ],
)  # fmt: skip
def test_cautions(proposed, facts, expected):
    assert said(proposed, **facts) == expected


def test_advice_is_sorted_and_said_once():
    found = advise(regimen("tramadol", "phenelzine", "sertraline", "lorazepam", dose=100))
    ranks = [a.severity.rank for a in found]
    assert ranks == sorted(ranks) and len({a.summary for a in found}) == len(found)
    assert found[0].rule == "maoi-opioid"
    assert found[0].drugs == ("10689", "8123")


def test_no_pair_of_drugs_breaks_a_law():
    for one, two in itertools.product(drugs(), repeat=2):
        for advice in advise(Regimen(one, 1e6, (two,), pregnant=True, egfr=5.0)):
            assert len(advice.summary) <= SUMMARY_LIMIT and not advice.summary.endswith("…")
            assert advice.verified or advice.severity is Severity.KNOW
            assert advice.detail and advice.what_to_do and advice.source
            assert advice.drugs[0] == one.rxcui


@pytest.mark.parametrize(
    ("file", "table", "sides"),
    [
        ("interactions", "pair", ("a", "b")),
        ("interactions", "duplicate", ("groups",)),
        ("cautions", "caution", ("drugs",)),
    ],
)
def test_rule_rows_name_known_drugs_and_their_source(file, table, sides):
    table_rows = rows(file, table)
    assert len({row["id"] for row in table_rows}) == len(table_rows)
    for row in table_rows:
        for term in (term for side in sides for term in row[side]):
            assert any(each.is_a(term) for each in drugs()), (row["id"], term)
        assert Severity(row["severity"])
        assert row["verified"] is False if row["source"] == "GK" else row["source"]


def test_there_are_rules_enough():
    assert len(rows("interactions", "pair")) >= 30
    assert len(drugs()) >= 30
