"""The federal holidays of a year, computed. Offered as closed days, never applied by themselves.

Source: 5 U.S.C. 6103(a) for the days; 6103(b) and Executive Order 11582 for Saturday and Sunday.
"""

from datetime import date, timedelta

SATURDAY, SUNDAY = 5, 6


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th such weekday of a month (0 is Monday); n = -1 is the last."""
    if n < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def observed(day: date) -> date:
    """The day on which it is kept: Friday for a Saturday, Monday for a Sunday."""
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def federal_holidays(year: int) -> list[tuple[date, str]]:
    """(day kept, name), in order. New Year's Day of a Saturday is kept in the year before."""
    fixed = [
        (date(year, 1, 1), "New Year's Day"),
        (date(year, 6, 19), "Juneteenth"),
        (date(year, 7, 4), "Independence Day"),
        (date(year, 11, 11), "Veterans Day"),
        (date(year, 12, 25), "Christmas Day"),
    ]
    moving = [
        (nth_weekday(year, 1, 0, 3), "Birthday of Martin Luther King, Jr."),
        (nth_weekday(year, 2, 0, 3), "Washington's Birthday"),
        (nth_weekday(year, 5, 0, -1), "Memorial Day"),
        (nth_weekday(year, 9, 0, 1), "Labor Day"),
        (nth_weekday(year, 10, 0, 2), "Columbus Day"),
        (nth_weekday(year, 11, 3, 4), "Thanksgiving Day"),
    ]
    return sorted([(observed(day), name) for day, name in fixed] + moving)


def holidays_ahead(today: date, *, days: int = 365) -> list[tuple[date, str]]:
    """Those kept from today on, within so many days."""
    years = range(today.year, (today + timedelta(days=days)).year + 2)
    found = {pair for year in years for pair in federal_holidays(year)}
    return sorted(pair for pair in found if today <= pair[0] <= today + timedelta(days=days))
