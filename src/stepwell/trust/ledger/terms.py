from typing import Protocol
from uuid import UUID

VERIFIED = "ledger.verified"  # the event somebody's check of the chain leaves


class Actor(Protocol):
    """Whoever acts: an account, or a part of the system by name."""

    @property
    def account_id(self) -> UUID | None: ...

    @property
    def label(self) -> str: ...
