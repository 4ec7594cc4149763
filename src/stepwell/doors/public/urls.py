"""Register of the public door."""

from stepwell.doors.kit.register import Everyone, page
from stepwell.doors.public import views

OPEN = Everyone("what the clinic offers is public; nothing here is about anybody")
ASKING = Everyone("anyone may ask for help; what they write is stored and never shown here")

app_name = "public"
urlpatterns = [
    page("", views.front, OPEN, name="front", lists=True),
    page("program/", views.program, OPEN, name="program", lists=True),
    page("levels/", views.levels, OPEN, name="levels"),
    page("ask/", views.ask, ASKING, name="ask"),
    page("ask/thanks/", views.asked, ASKING, name="asked"),
]
