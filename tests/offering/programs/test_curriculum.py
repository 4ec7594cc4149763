"""The group curriculum. # M17"""

import pytest

from stepwell.offering.programs.curriculum import Topic, topic, topics


def test_the_topics_an_iop_needs_are_there():
    codes = [each.code for each in topics()]
    assert codes == [
        "cravings", "stress", "communication", "relapse-prevention", "cbt-skills",
        "distress-tolerance", "emotion-regulation", "medication-education", "process-group",
        "sleep-routine", "family-support", "mindfulness", "celebration",
    ]  # fmt: skip


@pytest.mark.parametrize("each", topics(), ids=lambda each: each.code)
def test_every_topic_can_be_led(each: Topic):
    assert set(each.title) == set(each.takeaway) == {"en", "es"}
    assert 3 <= len(each.sessions) <= 4 and len(each.prompts) == 3
    assert [s.number for s in each.sessions] == list(range(1, len(each.sessions) + 1))
    assert each.aim.endswith(".") and each.aim.count(".") == 1
    assert all(prompt.endswith("?") for prompt in each.prompts)
    assert set(each.focus) <= {"mental_health", "substance_use"} and each.focus


def test_a_topic_is_found_by_code():
    assert topic("cravings").title["es"] == "Manejo de las ganas de consumir"
    with pytest.raises(LookupError, match="no topic 'golf'"):
        topic("golf")
