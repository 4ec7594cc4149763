"""AES-GCM for the little that has to be kept unreadable at rest. The key is derived from SECRET_KEY."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _key(purpose: str) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode())
    return kdf.derive(settings.SECRET_KEY.encode())


def seal(text: str, *, purpose: str, bound_to: str = "") -> str:
    """Encrypt for `purpose`; it opens again only for the same purpose and the same `bound_to`."""
    nonce = os.urandom(12)
    sealed = AESGCM(_key(purpose)).encrypt(nonce, text.encode(), bound_to.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(token: str, *, purpose: str, bound_to: str = "") -> str | None:
    """The text, or None when it was altered or was meant for someone or something else."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
        return AESGCM(_key(purpose)).decrypt(raw[:12], raw[12:], bound_to.encode()).decode()
    except (InvalidTag, ValueError):
        return None
