"""Words of the clinic said to the person they are about, in their language."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as noop

from stepwell.chart.measures.instruments import Instrument
from stepwell.chart.medications.models import MedicationOrder
from stepwell.chart.medications.terms import Timing, number
from stepwell.trust.people.roles import Role

lazy = gettext_lazy

TIMES_A_DAY = {
    1: lazy("once a day"),
    2: lazy("twice a day"),
    3: lazy("three times a day"),
    4: lazy("four times a day"),
}
TIMINGS = {
    Timing.MORNING: lazy("in the morning"),
    Timing.NOON: lazy("at noon"),
    Timing.EVENING: lazy("in the evening"),
    Timing.BEDTIME: lazy("at bedtime"),
    Timing.WITH_FOOD: lazy("with food"),
}
ROLES = {
    Role.THERAPIST: lazy("Your therapist"),
    Role.PRESCRIBER: lazy("Your prescriber"),
    Role.NURSE: lazy("Nurse"),
    Role.INTAKE_COORDINATOR: lazy("Intake coordinator"),
    Role.UTILIZATION_REVIEWER: lazy("Works with your insurance"),
    Role.BILLER: lazy("Billing"),
    Role.PROGRAM_DIRECTOR: lazy("Program director"),
    Role.ALUMNI_COORDINATOR: lazy("Aftercare coordinator"),
}
VISITS = {
    "consultation": lazy("First conversation"),
    "assessment": lazy("Assessment"),
    "medication": lazy("Visit about medicines"),
    "individual": lazy("Time with your therapist"),
    "family": lazy("Time together with your family"),
    "case_management": lazy("Help with practical matters"),
}
PLACES = {
    "clinic": lazy("in person"),
    "video": lazy("by video"),
    "phone": lazy("by phone"),
}
# What left, as the accounting keeps it → as the person reads it.
LEFT = {
    "account-link": lazy("A link to sign in, without health information"),
    "appointment-booked": lazy("A reminder of a time, without health information"),
    "missed-you": lazy("A note that we would like to hear from you"),
    "questions-waiting": lazy("A note that questions are waiting, without health information"),
    "inquiry-received": lazy("A note that we got your message"),
    "aftercare plan": lazy("Your aftercare plan"),
    "calendar": lazy("Your times, for your own calendar"),
}
RECIPIENTS = {
    "the patient, by e-mail": lazy("You, by e-mail"),
    "the patient": lazy("You"),
    "the patient, by calendar link": lazy("You, by calendar link"),
}

# Sentences the rooms speak (English); listed here so that they are translated where patients read them.
SPOKEN = (
    noop("This link was ended already."),
    noop("You have five calendar links. End one before you make another."),
    noop("Say where you use it, for example: my phone."),
    noop("This time was removed already."),
    noop("You entered a time that overlaps this one. Remove that one first."),
    noop("The last day comes before the first."),
    noop("It must end later than it begins."),
    noop("You answered this already. Thank you."),
    noop("This was taken back and needs no answer."),
    noop("Please answer every question. If one is hard, pick what comes closest."),
    noop("You sent this in already. Call us if something changed."),
    noop("You sent this in already. Thank you."),
    noop("A few answers are still missing. They are marked below."),
    noop(
        "This form was saved from another device in the meantime. Your answers are still below; save again to keep them."
    ),
    noop("This was signed already."),
    noop("Type your full name to sign."),
    noop("This consent was withdrawn already."),
    noop("This link was used already. Sign in with your e-mail address and password."),
    noop("This link is too old. Please call us and we will send a new one."),
    noop("This link does not work. Please check that you copied all of it, or call us."),
    noop("Tell us what to call you."),
    noop("Give us a phone number or an e-mail address, so that we can answer."),
    noop("They cannot see this any more already."),
    noop("They can see your times already."),
    noop("This is your own e-mail address. Give the address of the person you want to let in."),
    noop("You invited several people today. Please wait until tomorrow, or call us."),
    noop("There is no e-mail address on file to sign in with. Please call us."),
    noop("Your role does not include this page."),
    noop("We could not find that."),
    noop("We could not find that plan."),
    noop("We could not find these questions."),
    noop("We could not find that patient."),
    noop(
        "This form was open too long or came from somewhere else. Go back, reload, and try again."
    ),
)


def dose(order: MedicationOrder) -> str:
    """`50 mg once a day, in the morning`, in the language of the page."""
    often = TIMES_A_DAY.get(order.times_a_day) or _("%(n)s times a day") % {"n": order.times_a_day}
    words = f"{number(order.dose_mg)} mg {often}"
    if order.timing:
        words += f", {TIMINGS.get(Timing(order.timing), order.timing) if order.timing in set(Timing) else order.timing}"
    return _("%(dose)s, only when needed") % {"dose": words} if order.as_needed else words


@dataclass(frozen=True, slots=True)
class Meaning:
    """A score in a sentence, and what may come of it."""

    title: str | Promise
    text: str | Promise


MEANINGS = {
    "minimal": Meaning(
        lazy("Few signs of depression"),
        lazy(
            "In the last two weeks you had few of these problems. If it has been worse before, that is good news."
        ),
    ),
    "mild": Meaning(
        lazy("Some signs of depression"),
        lazy(
            "Some of these problems were there on some days. Many people notice this while they are getting better."
        ),
    ),
    "moderate": Meaning(
        lazy("Clear signs of depression"),
        lazy(
            "These problems got in your way on many days. This is what the program is for. Your team will talk with you about it."
        ),
    ),
    "moderately-severe": Meaning(
        lazy("Many signs of depression"),
        lazy(
            "The last two weeks were hard. It can be treated, also when it does not feel like it. Your team looks at your answers."
        ),
    ),
    "severe": Meaning(
        lazy("A great many signs of depression"),
        lazy(
            "You have been carrying a lot. It can be treated, also when it does not feel like it. Your team looks at your answers and talks with you."
        ),
    ),
}
ANSWERED = Meaning(
    lazy("Your answers are saved"), lazy("Your team looks at them and talks with you about them.")
)


def meaning(band: str) -> Meaning:
    return MEANINGS.get(band, ANSWERED)


def in_language(words: Mapping[str, str], lang: str) -> str:
    """One of our data's texts, in English where it has no other."""
    return words.get(lang) or words["en"]


def band_name(form: Instrument, code: str, lang: str) -> str:
    return next((in_language(band.label, lang) for band in form.bands if band.code == code), "")
