"""Cloned parts are caught and honest ones pass (mission row M17)."""

import pytest

from stepwell.chart.notes.likeness import Text, likest, says_nothing
from support.labelled import PEOPLE, copies, empty, honest, specific


def share(hits):
    hits = list(hits)
    return sum(hits) / len(hits)


def alike(one, other):
    return likest(one, [Text("Ben", other)], [*PEOPLE, "Devon"]) is not None


# M17: judged on topics, phrases and sentences the guard was not tuned with
@pytest.mark.parametrize("use", ["tuning", "heldout"])
def test_copies_are_caught_and_honest_parts_pass(use):
    wrong = [pair for pair in copies(use) if not alike(*pair)]
    stopped = [pair for pair in honest(use) if alike(*pair)]
    assert len(wrong) <= 0.05 * len(copies(use)), wrong
    assert len(stopped) <= 0.05 * len(honest(use)), stopped
    assert len(copies(use)) + len(honest(use)) >= 200


@pytest.mark.parametrize("use", ["tuning", "heldout"])
def test_empty_words_are_caught_and_short_specific_ones_pass(use):
    assert share(map(says_nothing, empty(use))) >= 0.95
    assert share(map(says_nothing, specific(use))) <= 0.05
