"""The way in: every act from the first message to a packet that became chart data."""

from stepwell.journey.intake.actions.inquiries import (
    ZONE,
    book_consultation,
    move_inquiry,
    receive_inquiry,
    record_consultation,
)
from stepwell.journey.intake.actions.packets import (
    FORM_VERSION,
    save_packet,
    send_packet,
    submit_packet,
)
from stepwell.journey.intake.actions.referrals import receive_referral

__all__ = [
    "FORM_VERSION",
    "ZONE",
    "book_consultation",
    "move_inquiry",
    "receive_inquiry",
    "receive_referral",
    "record_consultation",
    "save_packet",
    "send_packet",
    "submit_packet",
]
