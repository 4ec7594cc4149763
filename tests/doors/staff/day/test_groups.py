"""The groups of a day (mission row M25)."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_days_groups_stand_in_order_of_time_mine_first(as_, admitted):
    text = as_("therapist").get("/staff/groups/").content.decode()
    mine, others = text.split("Other groups", 1)
    assert "Day track A" in mine
    assert "Day track A" not in others
    assert "Evening track" in others
    assert others.index("9:00 a.m. to 10:00 a.m.") < others.index("5:30 p.m. to 6:30 p.m.")


def test_roll_and_note_status_are_words(as_, admitted, roll, where):
    roll(admitted)
    text = as_("therapist").get("/staff/groups/").content.decode()
    assert "1 of 1 here" in text


def test_another_day_is_a_link_away(as_, clinic):
    text = as_("therapist").get("/staff/groups/?day=2026-11-22").content.decode()
    assert "No groups meet on this day" in text
    assert "?day=2026-11-21" in text
    assert "?day=2026-11-23" in text


def test_a_day_that_is_none_is_today(as_, clinic):
    assert (
        "Today, Monday, November 23, 2026"
        in as_("therapist").get("/staff/groups/?day=x").content.decode()
    )


def test_the_biller_does_not_see_the_groups(as_, clinic):
    assert as_("biller").get("/staff/groups/").status_code == 403


@pytest.mark.list_page("staff:groups")
@pytest.mark.parametrize("members", [1, 3])
def test_groups_ask_the_same_number_of_queries_for_one_and_three(
    members, admit_someone, as_, django_assert_num_queries
):
    for number in range(members):
        admit_someone(given_name=f"M{number}", family_name="Vale")
    client = as_("therapist")
    client.get("/staff/groups/")
    with django_assert_num_queries(7):
        assert client.get("/staff/groups/").status_code == 200
