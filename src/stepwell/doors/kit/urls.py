"""Register of the kit."""

from django.urls import include, path

from stepwell.doors.kit import views
from stepwell.doors.kit.register import SIGNED_IN, Everyone, page

PROBE = Everyone("a probe of the installation; says nothing about anybody")

urlpatterns = [
    page("home/", views.home, SIGNED_IN, name="home"),
    page("kept/", views.kept, SIGNED_IN, name="kept"),
    page(
        "gallery/", views.gallery, Everyone("every component, with invented words"), name="gallery"
    ),
    page("healthz", views.healthz, PROBE, name="healthz"),
    page("readyz", views.readyz, PROBE, name="readyz"),
    page("metrics", views.metrics, PROBE, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
]
