"""Left announces; the right reacts. (With real commits: `test_acting_committed.py`.)"""

import pytest

from stepwell.foundation import announcements


@pytest.fixture(autouse=True)
def _reactions_of_one_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers nobody hears afterwards."""
    monkeypatch.setattr(announcements, "_during", announcements._during.copy())
    monkeypatch.setattr(announcements, "_after", announcements._after.copy())


def test_who_reacts_can_be_listed_by_name() -> None:
    @announcements.during("test.listed")
    def first(**facts: object) -> None: ...

    @announcements.after("test.listed")
    def second(**facts: object) -> None: ...

    listed = announcements.listeners()["test.listed"]
    assert [name.rsplit(".", 1)[1] for name in listed] == ["first", "second"]


def test_reactions_hear_the_facts_in_the_order_they_registered() -> None:
    heard: list[tuple[str, object]] = []
    announcements.during("test.order")(lambda **facts: heard.append(("one", facts["n"])))
    announcements.during("test.order")(lambda **facts: heard.append(("two", facts["n"])))
    announcements.announce("test.order", n=3)
    assert heard == [("one", 3), ("two", 3)]


def test_an_announcement_nobody_hears_is_no_error() -> None:
    announcements.announce("test.nobody", n=1)


def test_every_alarm_of_a_measure_is_answered_in_its_own_transaction() -> None:
    assert announcements._during["measure.alarmed"]
    assert not announcements._after["measure.alarmed"]
