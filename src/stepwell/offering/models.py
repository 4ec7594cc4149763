"""Django looks for models here; they live in their areas."""

from stepwell.offering.programs.models import Group, Room, Seat, Site, Track

__all__ = ["Group", "Room", "Seat", "Site", "Track"]
