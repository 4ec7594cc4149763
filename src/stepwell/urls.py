"""Where the doors hang. Each door's own `urls.py` is its register: path, view, permission."""

from django.urls import include, path

urlpatterns = [
    path("", include("stepwell.doors.kit.urls")),
    path("", include("stepwell.doors.public.urls")),
    path("me/", include("stepwell.doors.patient.urls")),
    path("feeds/", include("stepwell.doors.feed.urls")),
    path("staff/", include("stepwell.doors.staff.urls")),
    path("account/", include("stepwell.doors.kit.account_urls")),
]

handler400 = "stepwell.doors.kit.refusals.bad_request"
handler403 = "stepwell.doors.kit.refusals.forbidden"
handler404 = "stepwell.doors.kit.refusals.not_found"
handler429 = "stepwell.doors.kit.refusals.too_many"
handler500 = "stepwell.doors.kit.refusals.server_error"
