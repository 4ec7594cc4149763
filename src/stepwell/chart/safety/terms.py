from enum import StrEnum

from stepwell.foundation.lifecycles import Lifecycle


class AlarmState(StrEnum):
    OPEN = "open"
    ACTED = "acted"


ALARM = Lifecycle(
    name="alarm",
    states=AlarmState,
    start=AlarmState.OPEN,
    owners={AlarmState.OPEN: "the named clinician", AlarmState.ACTED: "nobody"},
    moves={(AlarmState.OPEN, AlarmState.ACTED): "alarm.acted"},
    words={AlarmState.ACTED: "acted on"},
)
