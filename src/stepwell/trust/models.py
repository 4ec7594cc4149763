"""Django looks for models here; they live in their areas."""

from stepwell.trust.access.models import CareTeamMember, ProxyGrant
from stepwell.trust.consent.models import Consent, Disclosure
<<<<<<< HEAD
from stepwell.trust.credentials.models import Credential, Supervision
from stepwell.trust.ledger.models import Event, Link
||||||| 84447b6
from stepwell.trust.credentials.models import Credential
from stepwell.trust.ledger.models import Event, Link
=======
from stepwell.trust.credentials.models import Credential
from stepwell.trust.ledger.models import Event, Link, Unsealed
>>>>>>> 573ede4357a116705586cb786cd7f536e7b72fbb
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
<<<<<<< HEAD
    "Supervision",
||||||| 84447b6
=======
    "Unsealed",
>>>>>>> 573ede4357a116705586cb786cd7f536e7b72fbb
]
