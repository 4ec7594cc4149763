"""Ids: RFC 9562 §5.7."""

import random
import uuid

from hypothesis import given
from hypothesis import strategies as st

from stepwell.foundation.ids import build, new_id, seeded

MILLISECONDS = st.integers(0, 2**48 - 1)
BITS = st.integers(0, 2**74 - 1)


@given(MILLISECONDS, BITS)
def test_time_version_variant_and_random_bits_stand_where_the_rfc_puts_them(
    time: int, bits: int
) -> None:
    made = build(time, bits)
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == time
    assert (made.int >> 64 & 0xFFF) << 62 | made.int & (2**62 - 1) == bits


def test_the_example_of_the_rfc() -> None:
    # RFC 9562, appendix A.6: 22 February 2022 19:22:22 GMT, rand_a CC3, rand_b 18C4DC0C0C07398F
    assert build(0x017F22E279B0, 0xCC3 << 62 | 0x18C4DC0C0C07398F) == uuid.UUID(
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    )


@given(MILLISECONDS, MILLISECONDS, BITS, BITS)
def test_ids_sort_by_the_millisecond_they_were_made(
    one: int, two: int, bits: int, others: int
) -> None:
    if one != two:
        assert (build(one, bits) < build(two, others)) is (one < two)
        assert (str(build(one, bits)) < str(build(two, others))) is (one < two)


def test_ten_thousand_ids_made_at_once_are_all_different() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000


def _some(seed: int) -> list[uuid.UUID]:
    clock = iter(range(1_000_000))
    with seeded(random.Random(seed), lambda: next(clock)):
        return [new_id() for _ in range(20)]


def test_the_same_seed_makes_the_same_ids_and_another_seed_others() -> None:
    assert _some(7) == _some(7)
    assert not set(_some(7)) & set(_some(8))


def test_seeded_ids_end_with_their_block_even_when_it_fails() -> None:
    try:
        with seeded(random.Random(7), lambda: 5):
            assert new_id().int >> 80 == 5
            raise KeyError
    except KeyError:
        pass
    assert new_id().int >> 80 > 1_700_000_000_000
