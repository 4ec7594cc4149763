"""Who is asking. Passed as an argument to every query (`viewer`) and every action (`by`)."""

from dataclasses import dataclass, field
from uuid import UUID

from stepwell.foundation.errors import NotAllowed
from stepwell.trust.people.roles import STAFF_ROLES, Permission, Role, permissions_of


@dataclass(frozen=True)
class Viewer:
    """An account with its roles, or a named part of the system (`system=True`), which may do everything."""

    account_id: UUID | None
    label: str
    roles: frozenset[Role] = frozenset()
    patient_id: UUID | None = None
    shared_patient_ids: frozenset[UUID] = frozenset()
    system: bool = False
    permissions: frozenset[Permission] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "permissions", permissions_of(self.roles))

    def may(self, permission: Permission) -> bool:
        return self.system or permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise `NotAllowed` unless the viewer's roles carry the permission."""
        if not self.may(permission):
            raise NotAllowed(
                "Your role does not include this. Ask your program director if you need it."
            )

    @property
    def signer(self) -> UUID:
        """The account that answers for a clinical act. Raises `NotAllowed` for the system: a person signs."""
        if self.account_id is None:
            raise NotAllowed("Only a person who is signed in can do this.")
        return self.account_id

    @property
    def is_staff(self) -> bool:
        return self.system or bool(self.roles & STAFF_ROLES)

    def is_patient(self, patient_id: UUID) -> bool:
        return self.patient_id is not None and self.patient_id == patient_id


def system(name: str) -> Viewer:
    """A part of the system that acts by itself: its name goes into the ledger."""
    return Viewer(account_id=None, label=f"system: {name}", system=True)


ANONYMOUS = Viewer(account_id=None, label="a visitor")
