from enum import StrEnum

from stepwell.foundation.lifecycles import Lifecycle


class NoteState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"


NOTE = Lifecycle(
    name="note",
    states=NoteState,
    start=NoteState.DRAFT,
    owners={NoteState.DRAFT: "the author", NoteState.SIGNED: "nobody"},
    moves={(NoteState.DRAFT, NoteState.SIGNED): "note.signed"},
)


class Participation(StrEnum):
    ACTIVE = "active"
    SOME = "some"
    QUIET = "quiet"
    WITHDRAWN = "withdrawn"


PARTICIPATION_WORDS = {
    Participation.ACTIVE: "Took an active part",
    Participation.SOME: "Took part when asked",
    Participation.QUIET: "Listened quietly",
    Participation.WITHDRAWN: "Withdrawn",
}
