"""The request as our views see it: who is asking and when are put in place by `middleware.asking`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from stepwell.trust.people.viewer import Viewer


class Request(HttpRequest):
    """For annotations only; Django makes plain requests and the middleware fills these in."""

    viewer: Viewer
    now: datetime
    expired: bool
    htmx: HtmxDetails
    seen_patient_id: UUID | None
    user: Any
