"""The few kinds of "no". Doors translate them in one place (`doors/kit/refusals.py`)."""


class DomainError(Exception):
    """Something the domain refuses, with a sentence for the person and a stable code for machines."""

    code = "refused"

    def __init__(self, sentence: str, *, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if code:
            self.code = code


class Refused(DomainError):
    """A rule says no: the state of things does not allow it."""


class Conflict(DomainError):
    """Someone else got there first; read again and decide."""

    code = "conflict"


class NotAllowed(DomainError):
    """This person's role does not carry the permission."""

    code = "not-allowed"


class NotFound(DomainError):
    """It is not there, or not there for this viewer: the two are never told apart."""

    code = "not-found"

    def __init__(self, sentence: str = "We could not find that.") -> None:
        super().__init__(sentence)


class BadInput(DomainError):
    """What was given cannot be read. `place` names where: a line, a segment, a JSON pointer, a field."""

    code = "bad-input"

    def __init__(self, sentence: str, *, place: str = "") -> None:
        super().__init__(f"{place}: {sentence}" if place else sentence)
        self.place = place
