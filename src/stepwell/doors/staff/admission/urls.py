"""Register of this part of the staff door."""

from django.urls import URLPattern

from stepwell.doors.kit.register import page
from stepwell.doors.staff.admission import admissions, assessments, inquiries, levels, pipeline
from stepwell.trust.people.roles import Permission

INQUIRY = "pipeline/<uuid:inquiry_id>/"
ASSESSMENT = "assessments/<uuid:assessment_id>/"
WORK = Permission.PIPELINE_WORK
READ = Permission.CHART_READ
WRITE = (Permission.ASSESS, Permission.EVALUATE)

urlpatterns: list[URLPattern] = [
    page("pipeline/", pipeline.pipeline, WORK, name="pipeline", lists=True),
    page(INQUIRY, inquiries.inquiry, WORK, name="inquiry", shows="inquiry"),
    page(
        f"{INQUIRY}booking/", inquiries.booking, WORK, name="consultation_booking", shows="inquiry"
    ),
    page(
        f"{INQUIRY}consultation/",
        inquiries.consultation,
        WORK,
        name="consultation",
        shows="inquiry",
    ),
    page(
        f"{INQUIRY}packet/", inquiries.packet_sending, WORK, name="packet_sending", shows="inquiry"
    ),
    page(f"{INQUIRY}ending/", inquiries.ending, WORK, name="inquiry_ending", shows="inquiry"),
    page(
        f"{INQUIRY}assessment/", inquiries.opening, WORK, name="assessment_opening", shows="inquiry"
    ),
    page(
        "patients/<uuid:patient_id>/packet/",
        assessments.packet,
        Permission.ADMISSION_READ,
        name="packet",
        shows="packet",
    ),
    page(ASSESSMENT, assessments.assessment, (READ, WORK), name="assessment", shows="assessment"),
    page(f"{ASSESSMENT}level/", levels.level, READ, name="level", shows="level"),
    page(
        f"{ASSESSMENT}admission/",
        admissions.admission,
        Permission.ADMIT,
        name="admission",
        shows="admission",
    ),
    page(
        f"{ASSESSMENT}<slug:kind>/", assessments.section, READ, name="section", shows="assessment"
    ),
    page(
        f"{ASSESSMENT}<slug:kind>/signature/",
        assessments.section_signature,
        WRITE,
        name="section_signature",
    ),
]
