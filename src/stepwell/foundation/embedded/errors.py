"""The one error of this package."""


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot do it; the sentence says what is so and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
