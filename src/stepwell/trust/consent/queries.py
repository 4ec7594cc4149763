from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from stepwell.foundation.models import OutboxMessage
from stepwell.trust.consent.models import Consent, Disclosure
from stepwell.trust.consent.terms import ConsentKind
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def outbox(viewer: Viewer) -> QuerySet[OutboxMessage]:
    """Messages that left or have yet to leave, newest first."""
    viewer.require(Permission.MESSAGES_READ)
    return OutboxMessage.objects.order_by("-created_at", "-pk")


def stuck(viewer: Viewer) -> QuerySet[OutboxMessage]:
    """Messages that were tried and have not left."""
    return outbox(viewer).filter(sent_at__isnull=True, attempts__gt=0)


def in_force(patient_id: UUID, *, on: date) -> frozenset[ConsentKind]:
    """The kinds of consent this patient has in force on a day: facts for the rules."""
    rows = Consent.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=on),
        patient_id=patient_id,
        withdrawn_at__isnull=True,
    )
    return frozenset(ConsentKind(kind) for kind in rows.values_list("kind", flat=True))


def consents_of(patient_id: UUID) -> QuerySet[Consent]:
    """All a patient ever signed, newest first. Callers hold a patient they got through the viewer."""
    return Consent.objects.filter(patient_id=patient_id).order_by("-signed_at")


def disclosures_of(patient_id: UUID) -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(patient_id=patient_id).order_by("-at")
