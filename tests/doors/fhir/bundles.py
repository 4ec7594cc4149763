"""Small bundles of our own, and ways to break them."""

from typing import Any

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"


def patient(**changes: Any) -> dict[str, Any]:
    resource = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [
            {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-12-3456"},
            {"type": {"coding": [{"code": "MR"}]}, "system": "urn:hospital", "value": "H-77"},
        ],
        "name": [{"use": "official", "family": "O'Hara", "given": ["Ana", "María"]}],
        "birthDate": "1991-02-28",
        "telecom": [
            {"system": "phone", "value": "(555) 010-0177"},
            {"system": "email", "value": "ana@people.example"},
        ],
        "address": [{"line": ["12 Wharf Street"], "city": "Albany", "state": "New York"}],
        "communication": [{"language": {"coding": [{"code": "es-MX"}]}}],
    }
    return {**resource, **changes}


def condition(**changes: Any) -> dict[str, Any]:
    resource = {
        "resourceType": "Condition",
        "id": "c1",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {
            "coding": [
                {"system": SNOMED, "code": "370143000", "display": "Major depressive disorder"},
                {"system": ICD10, "code": "F33.1", "display": "Recurrent depression, moderate"},
            ],
            "text": "Recurrent depression",
        },
        "subject": {"reference": "urn:uuid:p1"},
        "onsetDateTime": "2019-03-04T10:00:00Z",
    }
    return {**resource, **changes}


def allergy(**changes: Any) -> dict[str, Any]:
    resource = {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "criticality": "high",
        "code": {"coding": [{"system": RXNORM, "code": "36437", "display": "sertraline"}]},
        "reaction": [{"manifestation": [{"text": "hives"}, {"text": "swelling"}]}],
        "patient": {"reference": "Patient/p1"},
    }
    return {**resource, **changes}


def medication(**changes: Any) -> dict[str, Any]:
    resource = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {
            "coding": [
                {"system": RXNORM, "code": "314076", "display": "lisinopril 10 MG Oral Tablet"}
            ],
        },
        "subject": {"reference": "https://ehr.example/fhir/Patient/p1/_history/3"},
        "dosageInstruction": [{"text": "one in the morning"}],
    }
    return {**resource, **changes}


def bundle(*resources: dict[str, Any], **changes: Any) -> dict[str, Any]:
    entries = [
        {"fullUrl": f"urn:uuid:{r.get('id', n)}", "resource": r} for n, r in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries, **changes}


def whole() -> dict[str, Any]:
    return bundle(patient(), condition(), allergy(), medication())
