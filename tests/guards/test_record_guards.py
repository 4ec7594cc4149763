"""Every model names its path to a patient (or why there is none) and a privacy class for each field."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from stepwell.foundation.records import NoPatient, Privacy, Record, classed
from stepwell.trust.people.models import Patient

ROOMS = ("foundation", "trust", "offering", "chart", "journey", "office")


def our_models() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def faults(model: type[models.Model]) -> list[str]:
    """What a model fails to say about itself."""
    if not issubclass(model, Record):
        return [f"{model.__name__} is not a Record."]
    found = []
    declared = getattr(model, "privacy", {})
    # The key carries no meaning, and Django's own user columns are declared like ours.
    fields = {f.name for f in model._meta.concrete_fields if not f.primary_key or f.name != "id"}
    found += [
        f"{model.__name__}.{name} has no privacy class." for name in sorted(fields - set(declared))
    ]
    found += [
        f"{model.__name__}.{name} is classed but is no field."
        for name in sorted(set(declared) - fields)
    ]
    found += [
        f"{model.__name__}.{n} has an unknown class."
        for n, c in declared.items()
        if c not in set(Privacy)
    ]
    return found + _path_faults(model)


def _path_faults(model: type[models.Model]) -> list[str]:
    path = getattr(model, "patient_path", None)
    if path is None:
        return [f"{model.__name__} names no path to a patient."]
    if isinstance(path, NoPatient):
        return [] if len(path) > 10 else [f"{model.__name__} does not say why it has no patient."]
    if path == "self":
        return [] if model is Patient else [f"{model.__name__} is not a patient."]
    here: type[models.Model] = model
    for step in path.split("__"):
        try:
            here = here._meta.get_field(step).related_model  # type: ignore[assignment]
        except FieldDoesNotExist:
            return [f"{model.__name__}: there is no {step!r} on the path {path!r}."]
    return [] if here is Patient else [f"{model.__name__}: {path!r} does not lead to a patient."]


def test_every_model_says_whose_it_is_and_how_private_each_field_is() -> None:
    assert [fault for model in our_models() for fault in faults(model)] == []


def planted(name: str, **attributes: object) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": f"planted_{name}"})
    body = {
        "__module__": __name__,
        "Meta": meta,
        "word": models.CharField(max_length=5),
        **attributes,
    }
    return type(name, (Record,), body)


CASES: list[tuple[str, dict[str, object], list[str]]] = [
    (
        "Silent",
        {},
        ["Silent.word has no privacy class.", "Silent names no path to a patient."],
    ),
    (
        "Stale",
        {"patient_path": NoPatient("about the weather"), "privacy": classed(plain="word gone")},
        ["Stale.gone is classed but is no field."],
    ),
    (
        "Lost",
        {"patient_path": "nowhere", "privacy": classed(plain="word")},
        ["Lost: there is no 'nowhere' on the path 'nowhere'."],
    ),
    (
        "Curt",
        {"patient_path": NoPatient("no"), "privacy": classed(plain="word")},
        ["Curt does not say why it has no patient."],
    ),
]


@pytest.mark.parametrize(("name", "attributes", "expected"), CASES, ids=[c[0] for c in CASES])
def test_a_planted_model_is_found(
    name: str, attributes: dict[str, object], expected: Iterable[str]
) -> None:
    assert faults(planted(name, **attributes)) == expected


def test_a_field_cannot_be_classed_with_an_unknown_word() -> None:
    with pytest.raises(ValueError, match="secret"):
        classed(secret="word")
