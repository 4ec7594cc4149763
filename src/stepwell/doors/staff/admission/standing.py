"""How far someone is on their way in: packet and consents. Readable with ADMISSION_READ; no clinical words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stepwell.foundation.clock import local_day
from stepwell.journey.admission.rules import CONSENT_WORDS
from stepwell.journey.intake import form as forms
from stepwell.journey.intake.actions import ZONE
from stepwell.journey.intake.models import Packet
from stepwell.journey.intake.queries import packet_of
from stepwell.trust.consent.queries import in_force
from stepwell.trust.consent.terms import REQUIRED_FOR_ADMISSION
from stepwell.trust.people.roles import Permission
from stepwell.trust.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Standing:
    patient_id: UUID
    packet: Packet | None
    parts: list[forms.Filled]
    consents: list[tuple[str, bool]]

    def done(self, part: forms.Filled) -> bool:
        """Nothing needed is open, and somebody looked at it: a page without needs is not full by itself."""
        sent_in = self.packet is not None and self.packet.submitted_at is not None
        return not part.needed and (part.answered > 0 or sent_in)

    @property
    def filled(self) -> int:
        return sum(self.done(part) for part in self.parts)

    @property
    def signed(self) -> int:
        return sum(signed for _, signed in self.consents)


def standing(viewer: Viewer, patient_id: UUID, now: datetime) -> Standing:
    packet = packet_of(viewer, patient_id, need=Permission.ADMISSION_READ)
    parts = forms.filled(forms.form(packet.form_version), packet.answers) if packet else []
    held = in_force(patient_id, on=local_day(now, ZONE))
    words = {
        kind: CONSENT_WORDS[kind][:1].upper() + CONSENT_WORDS[kind][1:]
        for kind in REQUIRED_FOR_ADMISSION
    }
    consents = [(words[kind], kind in held) for kind in REQUIRED_FOR_ADMISSION]
    return Standing(patient_id, packet, parts, consents)
