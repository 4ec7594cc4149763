"""A form's hidden, signed, one-time key: pressed twice or sent again, it is the same request."""

import hashlib
from datetime import timedelta

from django.core import signing

from stepwell.foundation.ids import new_id

SALT = "ask once"
LASTS = timedelta(days=2)  # a form may stay open overnight


def key() -> str:
    return signing.dumps(str(new_id()), salt=SALT)


def opened(key: str) -> str | None:
    """What the key names, or None when it is not ours or too old."""
    try:
        return str(signing.loads(key, salt=SALT, max_age=LASTS))
    except signing.BadSignature:
        return None


def dedup_key(name: str, words: dict[str, object]) -> str:
    """The same form with the same words is one request; a corrected phone number is a new one."""
    return hashlib.sha256(f"{name}\n{sorted(words.items())}".encode()).hexdigest()
