from stepwell.chart.safety.terms import ALARM, AlarmState
from stepwell.foundation.verdicts import Verdict, verdict


def may_act(*, state: str, action_taken: str) -> Verdict:
    """An alarm ends only with what was done, in words."""
    return ALARM.may_move(state, AlarmState.ACTED) & verdict(
        (len(action_taken.strip()) >= 10, "Write what you did, in a sentence.", "alarm.words")
    )
