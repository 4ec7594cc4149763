"""Register of the staff door, by part."""

from stepwell.doors.staff.admission.urls import urlpatterns as admission
from stepwell.doors.staff.chart.urls import urlpatterns as chart
from stepwell.doors.staff.clinic.urls import urlpatterns as clinic
from stepwell.doors.staff.day.urls import urlpatterns as day

app_name = "staff"
urlpatterns = [*day, *admission, *chart, *clinic]
