from enum import StrEnum

from stepwell.foundation.lifecycles import Lifecycle


class TaskState(StrEnum):
    OPEN = "open"
    TRIED = "tried"
    REACHED = "reached"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    EXCUSED = "excused"
    WITHDRAWN = "withdrawn"


class MissKind(StrEnum):
    DAY = "day"
    SESSION = "session"
    SHORT = "short"


class Channel(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    IN_PERSON = "in_person"


class Heard(StrEnum):
    """What came of an attempt."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    WRONG_NUMBER = "wrong_number"
    SENT = "sent"


class Barrier(StrEnum):
    TRANSPORT = "transport"
    WORK = "work"
    CHILDCARE = "childcare"
    ILLNESS = "illness"
    FORGOT = "forgot"
    CRISIS = "crisis"
    OTHER = "other"


class Agreed(StrEnum):
    """What patient and staff agreed on when the task ended."""

    NEXT_SESSION = "next_session"
    VIDEO = "video"
    RIDE = "ride"
    EXCUSED = "excused"


S = TaskState
LIVE = (S.OPEN, S.TRIED, S.REACHED, S.ESCALATED)
UNREACHED = (S.OPEN, S.TRIED)
STAFF = "the patient's therapist, without one a program director"

TASK = Lifecycle(
    name="outreach",
    states=TaskState,
    start=S.OPEN,
    owners={
        S.OPEN: STAFF,
        S.TRIED: STAFF,
        S.REACHED: STAFF,
        S.ESCALATED: "a program director",
        S.RESOLVED: "nobody",
        S.EXCUSED: "nobody",
        S.WITHDRAWN: "nobody",
    },
    moves={
        (S.OPEN, S.TRIED): "outreach.tried",
        (S.TRIED, S.TRIED): "outreach.tried",
        (S.REACHED, S.REACHED): "outreach.tried",
        (S.ESCALATED, S.ESCALATED): "outreach.tried",
        **{(old, S.REACHED): "outreach.reached" for old in (S.OPEN, S.TRIED, S.ESCALATED)},
        **{(old, S.ESCALATED): "outreach.escalated" for old in UNREACHED},
        **{(old, S.RESOLVED): "outreach.resolved" for old in LIVE},
        **{(old, S.EXCUSED): "outreach.excused" for old in LIVE},
        **{(old, S.WITHDRAWN): "outreach.withdrawn" for old in LIVE},
    },
    words={S.OPEN: "not tried yet", S.ESCALATED: "with the director", S.WITHDRAWN: "taken back"},
)

CHANNEL_WORDS = {
    Channel.PHONE: "Phone",
    Channel.EMAIL: "E-mail",
    Channel.IN_PERSON: "In person",
}
HEARD_WORDS = {
    Heard.REACHED: "Reached them",
    Heard.NO_ANSWER: "No answer",
    Heard.LEFT_MESSAGE: "Left a neutral message",
    Heard.WRONG_NUMBER: "Wrong number",
    Heard.SENT: "Message sent",
}
BARRIER_WORDS = {
    Barrier.TRANSPORT: "Transport",
    Barrier.WORK: "Work or school",
    Barrier.CHILDCARE: "Child care",
    Barrier.ILLNESS: "Illness",
    Barrier.FORGOT: "Forgot",
    Barrier.CRISIS: "A crisis",
    Barrier.OTHER: "Something else",
}
AGREED_WORDS = {
    Agreed.NEXT_SESSION: "Comes to the next session",
    Agreed.VIDEO: "Joins by video today",
    Agreed.RIDE: "Needs a ride, and it is being arranged",
    Agreed.EXCUSED: "Excused: there was a good reason",
}
