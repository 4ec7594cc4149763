"""Sealed text opens for its purpose and its owner, unaltered, or not at all."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepwell.foundation.crypto import seal, unseal

WORDS = "Slept badly; called her sister. – ñ"


@given(st.text(), st.text(max_size=40), st.text(max_size=40))
def test_what_was_sealed_opens_again(text: str, purpose: str, owner: str) -> None:
    assert (
        unseal(seal(text, purpose=purpose, bound_to=owner), purpose=purpose, bound_to=owner) == text
    )


def test_it_cannot_be_read_without_the_key_and_is_never_the_same_twice() -> None:
    one, two = (seal(WORDS, purpose="notes", bound_to="ana") for _ in range(2))
    assert one != two
    assert b"sister" not in base64.urlsafe_b64decode(one)


@pytest.mark.parametrize(
    ("purpose", "owner"),
    [("notes", "ben"), ("notes", ""), ("kept work", "ana"), ("", "ana"), ("Notes", "ana")],
)
def test_another_purpose_or_another_person_opens_nothing(purpose: str, owner: str) -> None:
    sealed = seal(WORDS, purpose="notes", bound_to="ana")
    assert unseal(sealed, purpose="notes", bound_to="ana") == WORDS
    assert unseal(sealed, purpose=purpose, bound_to=owner) is None


def test_another_installation_opens_nothing(settings: Any) -> None:
    sealed = seal(WORDS, purpose="notes")
    settings.SECRET_KEY = "another key of another clinic, long enough to be one"
    assert unseal(sealed, purpose="notes") is None


@given(st.data())
def test_any_altered_byte_is_noticed(data: st.DataObject) -> None:
    raw = bytearray(base64.urlsafe_b64decode(seal(WORDS, purpose="notes", bound_to="ana")))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    assert (
        unseal(base64.urlsafe_b64encode(bytes(raw)).decode(), purpose="notes", bound_to="ana")
        is None
    )


@pytest.mark.parametrize(
    "nonsense", ["", "x", "äöü", "AAAA", "!" * 80, "A" * 15, "A" * 16, "A" * 200]
)
def test_nonsense_opens_nothing_and_raises_nothing(nonsense: str) -> None:
    assert unseal(nonsense, purpose="notes") is None


@given(st.text(max_size=200))
def test_no_text_from_outside_makes_it_fail(text: str) -> None:
    assert unseal(text, purpose="notes") is None
