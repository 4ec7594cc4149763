"""UUIDv7 (RFC 9562 §5.7): ids that sort by the time they were made, so that indexes stay compact."""

import os
import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Source = Callable[[], uuid.UUID]


def build(milliseconds: int, random_bits: int) -> uuid.UUID:
    """A UUIDv7 from a Unix time in milliseconds and 74 random bits."""
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76
    value |= ((random_bits >> 62) & 0xFFF) << 64
    value |= 0x2 << 62
    value |= random_bits & 0x3FFFFFFFFFFFFFFF
    return uuid.UUID(int=value)


def _from_clock() -> uuid.UUID:
    return build(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10), "big"))


_source: ContextVar[Source] = ContextVar("id_source", default=_from_clock)


def new_id() -> uuid.UUID:
    """The next id, from the clock unless `seeded` is in force."""
    return _source.get()()


@contextmanager
def seeded(generator: random.Random, milliseconds: Callable[[], int]) -> Iterator[None]:
    """Make ids repeatable: the simulator's, where the same seed gives the same clinic."""
    token = _source.set(lambda: build(milliseconds(), generator.getrandbits(74)))
    try:
        yield
    finally:
        _source.reset(token)
