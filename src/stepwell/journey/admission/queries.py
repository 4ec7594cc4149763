from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from stepwell.journey.admission.models import SeatAssignment
from stepwell.offering.programs.models import Seat, Track
from stepwell.offering.programs.queries import tracks
from stepwell.trust.access.queries import visible
from stepwell.trust.people.models import Patient
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


def free_seats(track: Track, *, from_day: date) -> QuerySet[Seat]:
    """Seats nobody holds from a day on, lowest number first."""
    taken = SeatAssignment.objects.filter(seat__track=track).filter(
        Q(during__upper_inf=True) | Q(during__endswith__gt=from_day)
    )
    return Seat.objects.filter(track=track).exclude(pk__in=taken.values("seat")).order_by("number")


def tracks_with_seats(*, on: date, level: str | None = None) -> QuerySet[Track]:
    """Open tracks with `taken`, the seats held on a day or from it on."""
    held = Q(places__assignments__during__upper_inf=True) | Q(
        places__assignments__during__endswith__gt=on
    )
    return tracks(on=on, level=level).annotate(
        taken=Count("places", filter=held, distinct=True), free=F("seats") - F("taken")
    )


def seat_on(
    viewer: Viewer, patient_id: UUID, day: date, *, need: Permission = Permission.CHART_READ
) -> SeatAssignment | None:
    """The seat a patient holds on a day, or the next one they will hold."""
    rows = SeatAssignment.objects.filter(patient_id=patient_id).filter(
        Q(during__upper_inf=True) | Q(during__endswith__gt=day)
    )
    return (
        visible(viewer, rows.select_related("seat__track__site"), need=need)
        .order_by("during")
        .first()
    )


def seats_between(
    viewer: Viewer, first: date, last: date, *, need: Permission = Permission.CHART_READ
) -> QuerySet[SeatAssignment]:
    """Seats held on any day from first to last by patients this viewer may see."""
    rows = SeatAssignment.objects.filter(during__overlap=(first, last + timedelta(days=1)))
    return visible(viewer, rows.select_related("seat"), need=need).order_by("during")


def members_on(track_id: UUID, day: date) -> QuerySet[Patient]:
    """Who belongs to a track's groups on a day: read from the seats, never stored. Not scoped: pass it to `visible`."""
    held = SeatAssignment.objects.filter(
        seat__track_id=track_id, during__contains=day, weekdays__contains=[day.weekday()]
    )
    return (
        Patient.objects.filter(pk__in=held.values("patient"))
        .select_related("person")
        .order_by("person__family_name", "person__given_name", "pk")
    )
