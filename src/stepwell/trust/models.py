"""Django looks for models here; they live in their areas."""

from stepwell.trust.access.models import CareTeamMember, ProxyGrant
from stepwell.trust.consent.models import Consent, Disclosure
from stepwell.trust.credentials.models import Credential, Supervision
from stepwell.trust.ledger.models import Event, Link, Unsealed
from stepwell.trust.people.models import Account, Invitation, Patient, Person, RoleGrant

__all__ = [
    "Account",
    "CareTeamMember",
    "Consent",
    "Credential",
    "Disclosure",
    "Event",
    "Invitation",
    "Link",
    "Patient",
    "Person",
    "ProxyGrant",
    "RoleGrant",
    "Supervision",
    "Unsealed",
]
