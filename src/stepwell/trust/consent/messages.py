"""The words of every message that leaves. Fixed, in two languages, and silent about health (a test reads them)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Template:
    subject: str
    body: str


MESSAGES: Final[dict[str, dict[str, Template]]] = {
    "inquiry-received": {
        "en": Template(
            "We got your message",
            "Hello {name},\n\nThank you for writing. Someone will call you {when}.\n"
            "If you need to talk now, call us: {phone}.\n\n{organization}",
        ),
        "es": Template(
            "Recibimos su mensaje",
            "Hola, {name}:\n\nGracias por escribirnos. Le llamaremos {when}.\n"
            "Si necesita hablar ahora, llámenos: {phone}.\n\n{organization}",
        ),
    },
    "appointment-booked": {
        "en": Template(
            "Your call is booked",
            "Hello {name},\n\nWe will call you on {when}.\nTo change it, call us: {phone}.\n\n{organization}",
        ),
        "es": Template(
            "Su llamada está reservada",
            "Hola, {name}:\n\nLe llamaremos el {when}.\nPara cambiarla, llámenos: {phone}.\n\n{organization}",
        ),
    },
    "account-link": {
        "en": Template(
            "Your link",
            "Hello {name},\n\nUse this link to choose a password and continue. It works once, until {until}:\n\n"
            "{link}\n\nQuestions? Call us: {phone}.\n\n{organization}",
        ),
        "es": Template(
            "Su enlace",
            "Hola, {name}:\n\nUse este enlace para elegir una contraseña y continuar. Funciona una vez, hasta el "
            "{until}:\n\n{link}\n\n¿Preguntas? Llámenos: {phone}.\n\n{organization}",
        ),
    },
    "questions-waiting": {
        "en": Template(
            "A few questions are waiting",
            "Hello {name},\n\nSign in when you have three minutes:\n\n{link}\n\n{organization}",
        ),
        "es": Template(
            "Hay unas preguntas para usted",
            "Hola, {name}:\n\nEntre cuando tenga tres minutos:\n\n{link}\n\n{organization}",
        ),
    },
    "missed-you": {
        "en": Template(
            "We would like to hear from you",
            "Hello {name},\n\nWe missed you. Call us when you can: {phone}.\n\n{organization}",
        ),
        "es": Template(
            "Nos gustaría saber de usted",
            "Hola, {name}:\n\nLe echamos de menos. Llámenos cuando pueda: {phone}.\n\n{organization}",
        ),
    },
    "staff-alert": {
        "en": Template(
            "Please look at your page now",
            "Something needs you. Sign in: {link}\n\n{organization}",
        ),
    },
}


def compose(kind: str, language: str, values: dict[str, str]) -> tuple[str, str]:
    """(subject, body) in the person's language, English where there is none. Raises KeyError for unknown kinds."""
    templates = MESSAGES[kind]
    template = templates.get(language, templates["en"])
    return template.subject, template.body.format(**values)
