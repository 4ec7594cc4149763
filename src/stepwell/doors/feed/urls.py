"""Register of the feed door."""

from stepwell.doors.feed import views
from stepwell.doors.kit.register import Everyone, page

SECRET = Everyone("opened by the secret address of a feed; a calendar program cannot sign in")

app_name = "feed"
urlpatterns = [page("<str:token>.ics", views.feed, SECRET, name="feed", exit="export")]
