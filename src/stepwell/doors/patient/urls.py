"""Register of the patient's door."""

from stepwell.doors.kit.register import Everyone, page
from stepwell.doors.patient.views import (
    consents,
    measure,
    medicines,
    packet,
    people,
    plan,
    progress,
    shared,
    today,
    week,
    welcome,
)
from stepwell.trust.people.roles import Permission

OWN = Permission.OWN_CHART
INVITED = Everyone("opened by the one-time link of an invitation; says only who is invited")

app_name = "patient"
urlpatterns = [
    page("welcome/<str:token>/", welcome.welcome, INVITED, name="welcome"),
    page("", today.today, OWN, name="today", shows="own day", lists=True),
    page("week/", week.week, OWN, name="week", shows="own week", lists=True),
    page("week/busy/new/", week.busy_new, OWN, name="busy_new"),
    page("week/busy/<uuid:busy_id>/removal/", week.busy_removal, OWN, name="busy_removal"),
    page("week/links/new/", week.link_new, OWN, name="link_new"),
    page("week/links/<uuid:feed_id>/ending/", week.link_ending, OWN, name="link_ending"),
    page("packet/", packet.packet, OWN, name="packet", shows="own intake form"),
    page(
        "packet/submission/",
        packet.submission,
        OWN,
        name="packet_submission",
        shows="own intake form",
    ),
    page(
        "packet/<slug:section>/",
        packet.section,
        OWN,
        name="packet_section",
        shows="own intake form",
    ),
    page("consents/", consents.consents, OWN, name="consents", shows="own consents"),
    page("consents/<slug:kind>/", consents.consent, OWN, name="consent", shows="own consents"),
    page(
        "consents/<uuid:consent_id>/withdrawal/",
        consents.withdrawal,
        OWN,
        name="consent_withdrawal",
        shows="own consents",
    ),
    page(
        "medicines/",
        medicines.medicines,
        OWN,
        name="medicines",
        shows="own medications",
        lists=True,
    ),
    page(
        "questions/<uuid:request_id>/", measure.measure, OWN, name="measure", shows="own questions"
    ),
    page("progress/", progress.progress, OWN, name="progress", shows="own progress", lists=True),
    page("plan/", plan.plan, OWN, name="plan", shows="own plan", lists=True),
    page(
        "plan/<uuid:plan_id>/paper/",
        plan.aftercare_paper,
        OWN,
        name="aftercare_paper",
        shows="own plan",
        exit="print",
    ),
    page("people/", people.people, OWN, name="people", shows="who sees my record", lists=True),
    page("people/new/", people.invitation, OWN, name="person_invitation"),
    page("people/<uuid:grant_id>/removal/", people.removal, OWN, name="person_removal"),
    page("shared/", shared.shared, Permission.SHARED_CHART, name="shared", lists=True),
]
