"""Levels of care: one dated definition. # M2"""

from datetime import date

import pytest

from stepwell.offering.programs import levels as module
from stepwell.offering.programs.levels import Level, level, levels, offered_levels
from stepwell.offering.programs.terms import LevelCode

ON = date(2026, 11, 23)


def test_levels_come_from_least_to_most_intensive():
    assert [row.code for row in levels(ON)] == ["OP", "IOP", "PHP", "RES", "INP"]


def test_only_outpatient_levels_are_offered():
    assert [row.code for row in offered_levels(ON)] == ["OP", "IOP", "PHP"]


@pytest.mark.parametrize(
    ("code", "day", "days", "week", "weeks"),
    [
        ("OP", (30, 60), (1, 1), (30, 60), (8, 26)),
        ("IOP", (180, 180), (3, 5), (9 * 60, 19 * 60), (5, 8)),
        ("PHP", (360, 360), (5, 5), (20 * 60, 30 * 60), (2, 4)),
    ],
)
def test_hours_and_days_are_those_of_the_field(code, day, days, week, weeks):
    row = level(code, ON)
    assert (row.minutes_per_day, row.days_per_week) == (day, days)
    assert (row.minutes_per_week, row.expected_weeks) == (week, weeks)


def test_three_days_of_iop_reach_the_weekly_minimum():
    iop = level("IOP", ON)
    assert iop.minutes_per_day[0] * iop.days_per_week[0] == iop.minutes_per_week[0]


@pytest.mark.parametrize("row", levels(ON), ids=lambda row: row.code)
def test_every_level_is_worded_in_both_languages_and_sourced(row: Level):
    for words in (row.name, row.summary, row.who):
        assert set(words) == {"en", "es"} and all(text.strip() for text in words.values())
    assert row.source
    assert set(row.unverified) <= set(Level.__dataclass_fields__)


@pytest.mark.parametrize("row", levels(ON), ids=lambda row: row.code)
def test_steps_lead_down_and_up(row: Level):
    if row.steps_down_to:
        assert row.steps_down_to.intensity < row.code.intensity
    if row.steps_up_to:
        assert row.steps_up_to.intensity > row.code.intensity


def test_iop_bills_by_its_two_program_codes():
    codes = {(b.kind, b.revenue_code, b.hcpcs) for b in level("IOP", ON).billing if b.verified}
    assert codes == {
        ("substance_use", "0906", ("H0015",)),
        ("mental_health", "0905", ("S9480",)),
    }


def test_unknown_level_is_named():
    with pytest.raises(LookupError, match="no level of care 'XYZ'"):
        level("XYZ", ON)


def test_a_date_before_the_first_row_is_named():
    with pytest.raises(LookupError, match="IOP has no definition in force on 2019-12-31"):
        level("IOP", date(2019, 12, 31))
    assert level("IOP", date(2020, 1, 1)).code is LevelCode.IOP


def test_a_changed_definition_is_chosen_by_date(tmp_path, monkeypatch):
    text = module.KNOWLEDGE.read_text()
    old = text.split("[[level]]")[2].replace("[180, 180]", "[150, 180]")
    old = old.replace(
        "effective_from = 2020-01-01",
        "effective_from = 2018-01-01\neffective_to = 2019-12-31",
    )
    file = tmp_path / "levels.toml"
    file.write_text(text + "\n[[level]]" + old)
    monkeypatch.setattr(module, "KNOWLEDGE", file)
    module._rows.cache_clear()
    try:
        assert level("IOP", date(2019, 12, 31)).minutes_per_day == (150, 180)
        assert level("IOP", date(2020, 1, 1)).minutes_per_day == (180, 180)
        assert [row.code for row in levels(date(2019, 6, 1))] == ["IOP"]
    finally:
        module._rows.cache_clear()
