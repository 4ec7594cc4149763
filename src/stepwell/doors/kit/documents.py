"""What is handed out on paper, as PDF by Typst. Text goes in as data, never into the source."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import typst

from stepwell.doors.kit import templating
from stepwell.journey.aftercare.models import AftercarePlan
from stepwell.trust.credentials.queries import title_of
from stepwell.trust.people.queries import names_of

FOLDER = Path(__file__).parent / "templates_typst"
# accessible where every letter has a shape; else a tagged PDF all the same
STANDARDS: Final[tuple[Literal["ua-1"] | None, ...]] = ("ua-1", None)

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "My plan for after the program",
        "for_whom": "For",
        "crisis_title": "If you think of harming yourself, or cannot keep safe",
        "crisis": "Call or text 988 at any hour. In immediate danger, call 911.",
        "crisis_call": "To reach us, call",
        "appointments": "My next appointments",
        "medications": "My medications",
        "no_medications": "None from us.",
        "drug": "Medication",
        "how": "How I take it",
        "reason": "What it is for",
        "warning_signs": "Signs that I need help",
        "coping": "What helps me",
        "supports": "People I can call",
        "reasons_to_call": "When I call the clinic",
        "nothing": "Nothing is written here.",
        "signed": "Signed by",
        "draft": "This is a draft. It is not signed yet.",
        "page": "Page",
        "of": "of",
    },
    "es": {
        "title": "Mi plan para después del programa",
        "for_whom": "Para",
        "crisis_title": "Si piensa en hacerse daño o no puede mantenerse a salvo",
        "crisis": "Llame o envíe un mensaje al 988 a cualquier hora. Si hay peligro inmediato, llame al 911.",
        "crisis_call": "Para hablar con nosotros, llame al",
        "appointments": "Mis próximas citas",
        "medications": "Mis medicamentos",
        "no_medications": "Ninguno de nuestra parte.",
        "drug": "Medicamento",
        "how": "Cómo lo tomo",
        "reason": "Para qué sirve",
        "warning_signs": "Señales de que necesito ayuda",
        "coping": "Lo que me ayuda",
        "supports": "Personas a quienes puedo llamar",
        "reasons_to_call": "Cuándo llamo a la clínica",
        "nothing": "No hay nada escrito aquí.",
        "signed": "Firmado por",
        "draft": "Este es un borrador. Todavía no está firmado.",
        "page": "Página",
        "of": "de",
    },
}


def aftercare_pdf(plan: AftercarePlan) -> bytes:
    """The plan as the patient takes it home, in their language. Drafts say that they are drafts.

    Callers hand it out with `http.hand_over`. `plan` comes with patient, person, episode and site (`aftercare.queries`).
    """
    return compiled("aftercare.typ", _facts(plan), at=plan.signed_at or plan.saved_at)


def compiled(template: str, facts: dict[str, Any], *, at: datetime) -> bytes:
    """A template of ours with these facts, in our fonts; names in other scripts fall back to the system's.

    The same facts give the same bytes, whenever they are printed.
    """
    for standard in STANDARDS:
        try:
            return bytes(
                typst.compile(
                    str(FOLDER / template),
                    format="pdf",
                    root=str(FOLDER),
                    font_paths=[str(FOLDER / "fonts")],
                    sys_inputs={"plan": json.dumps(facts, ensure_ascii=False)},
                    pdf_standards=standard,
                    timestamp=int(at.timestamp()),
                )
            )
        except typst.TypstError:
            if standard is None:
                raise
    raise AssertionError("unreachable: the last try raises")


def _facts(plan: AftercarePlan) -> dict[str, Any]:
    person, site = plan.patient.person, plan.episode.site
    language = person.language if person.language in WORDS else "en"
    words = WORDS[language]
    return {
        "language": language,
        "words": words,
        "title": words["title"],
        "name": f"{person.called} {person.family_name}".strip(),
        "site": site.name,
        "phone": site.phone,
        "medications": [
            {
                key: _broken(m.get(name, ""))
                for key, name in (("drug", "drug"), ("how", "how"), ("reason", "for"))
            }
            for m in plan.medications
        ],
        **{name: _lines(getattr(plan, name)) for name in _PROSE},
        "signed_by": _signer(plan),
        "signed_at": _signed_at(plan, language, site.zone),
    }


_LONG = re.compile(r"(\S{45})(?=\S)")
_PROSE = ("appointments", "warning_signs", "coping", "supports", "reasons_to_call")


def _lines(text: str) -> list[str]:
    """The lines that say something."""
    return [_broken(line.strip()) for line in text.splitlines() if line.strip()]


def _broken(text: str) -> str:
    """A word longer than a line may break."""
    return _LONG.sub("\\1\u200b", text)


def _signer(plan: AftercarePlan) -> str:
    if plan.signed_by is None:
        return ""
    name, title = names_of({plan.signed_by}).get(plan.signed_by, ""), title_of(plan.signed_by)
    return f"{name}, {title}" if title else name


def _signed_at(plan: AftercarePlan, language: str, zone: str) -> str:
    from django.utils import translation

    if plan.signed_at is None:
        return ""
    with translation.override(language):
        return templating.when(plan.signed_at, zone)
