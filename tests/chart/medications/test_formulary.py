"""The formulary: whole data, and names found or left alone. # M25"""

import pytest

from stepwell.chart.medications.formulary import Drug, drug, drugs, find, find_all, search


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sertraline", "sertraline"),
        ("ZOLOFT", "sertraline"),
        ("Sertraline 50 MG Oral Tablet [Zoloft]", "sertraline"),
        ("sertaline", "sertraline"),
        ("lexipro 10", "escitalopram"),
        ("citalopram", "citalopram"),
        ("desvenlafaxine 50 mg", "desvenlafaxine"),
        ("24 HR venlafaxine 150 MG Extended Release Oral Capsule", "venlafaxine"),
        ("Divalproex sodium 500 MG [Depakote]", "valproate"),
        ("lithium carbonate 300 MG", "lithium"),
        ("Suboxone", "buprenorphine"),
        ("buprenorphine 8 MG / naloxone 2 MG Sublingual Film", "buprenorphine"),
        ("Narcan nasal spray", "naloxone"),
        ("mixed amphetamine salts", "amphetamine"),
        ("St. John's Wort", "St. John's wort"),
    ],
)
def test_a_drug_is_found_by_its_names_and_simple_misspellings(text, name):
    found = find(text)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "penicillin",
        "NKDA",
        "hydralazine",
        "Lamisil",
        "terazosin",
        "vitamin D",
        "nalmefene",
        "lormetazepam",
    ],
)
def test_look_alikes_and_strangers_are_left_alone(text):
    assert find(text) is None


def test_both_drugs_of_a_combination_are_found_in_order():
    names = [each.name for each in find_all("lisinopril 20 MG / hydrochlorothiazide 12.5 MG")]
    assert names == ["lisinopril", "hydrochlorothiazide"]


def test_salts_lead_to_the_ingredient():
    assert drug("42351") is drug("6448") is find("lithium")
    assert drug("266856") is drug("11118") is find("valproate")
    assert drug("0") is None


def test_search_puts_names_that_begin_with_the_text_first():
    assert [each.name for each in search("li", 3)] == ["lisdexamfetamine", "lithium", "linezolid"]
    assert search("zol", 1)[0].name == "zolpidem"
    assert search("seroquil")[0].name == "quetiapine"
    assert search(" ") == ()


def test_codes_and_names_belong_to_one_drug_each():
    codes = [code for each in drugs() for code in (each.rxcui, *each.also_rxcuis)]
    names = [n.lower() for each in drugs() for n in (each.name, *each.brands, *each.aliases)]
    assert len(codes) == len(set(codes))
    assert len(names) == len(set(names))


@pytest.mark.parametrize("each", drugs(), ids=lambda each: each.name)
def test_every_row_is_sourced_and_coherent(each: Drug):
    assert each.source and each.classes and each.rxcui.isdigit()
    if each.source == "GK":
        assert not each.verified
    if each.usual_mg:
        assert each.usual_mg[0] <= each.usual_mg[1]
        assert each.max_mg is None or each.usual_mg[1] <= each.max_mg
    for cap in each.caps:
        assert cap.source and (each.max_mg is None or cap.max_mg <= each.max_mg)


def test_facts_of_a_few_drugs():
    assert find("sertraline").max_mg == 200
    assert find("buprenorphine").max_mg is None
    assert find("naltrexone").schedule == "" and find("lisdexamfetamine").schedule == "II"
    assert find("sertraline").response_window_weeks == (4, 8)
    assert "suicidal thoughts" in find("sertraline").monitoring[0]
    assert "Boxed" in find("valproate").pregnancy
    assert not find("methadone").prescribed_here
