"""What each part of the assessment asks for: field → (words, must be written before signing)."""

from typing import Final

SECTION_FIELDS: Final[dict[str, dict[str, tuple[str, bool]]]] = {
    "therapist": {
        "presenting": ("What brings them here", True),
        "history": ("Mental health and substance use history", True),
        "social": ("Home, work and support", True),
        "risk": ("Risk and what protects them", True),
        "strengths": ("Strengths and what they want", True),
    },
    "prescriber": {
        "medication_history": ("Medications tried, and what they did", True),
        "physical": ("Physical health", True),
        "mental_status": ("Mental status", True),
        "formulation": ("Formulation and diagnoses", True),
        "plan": ("Medication plan", True),
    },
}
