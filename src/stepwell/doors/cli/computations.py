"""Pure computations offered as commands: JSON in, JSON out, no database."""

import argparse
from typing import Any

from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.scoring import score_response
from stepwell.doors.kit.commands import (
    Command,
    Computation,
    UsageError,
    offer,
    offer_computation,
    print_json,
    read_json,
)
from stepwell.journey.assessment.placement import INPUT_SCHEMA, assess

offer_computation(
    Computation(
        name="placement assess",
        summary="recommend a level of care from rated dimensions",
        compute=assess,
        schema=INPUT_SCHEMA,
        example=INPUT_SCHEMA["examples"][0],
        notes="A recommendation with reasons in both directions; a clinician decides. The rule pack is our own.",
    )
)

RESPONSE_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "stepwell measures score",
    "description": "A FHIR R4 QuestionnaireResponse to an instrument we have (PHQ-9, GAD-7, AUDIT-C).",
    "type": "object",
    "required": ["resourceType"],
    "properties": {
        "resourceType": {"const": "QuestionnaireResponse"},
        "questionnaire": {"type": "string"},
        "status": {"enum": ["in-progress", "completed", "amended", "stopped"]},
        "item": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "linkId": {"type": "string"},
                    "answer": {"type": "array", "items": {"type": "object"}},
                },
            },
        },
    },
}


def _example() -> dict[str, Any]:
    items = [
        {"linkId": item.link_id, "answer": [{"valueInteger": place % 3}]}
        for place, item in enumerate(instrument("phq-9").scored_items)
    ]
    return {"resourceType": "QuestionnaireResponse", "questionnaire": "phq-9", "item": items}


RESPONSE_SCHEMA["examples"] = [_example()]


def _score(namespace: argparse.Namespace) -> int:
    given = read_json(namespace.file)
    try:
        scored = score_response(given, namespace.prior, sex=namespace.sex)
    except ValueError as error:
        raise UsageError(" ".join(str(error).split())) from error
    print_json(scored)
    return 0


def _score_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default="-", help="a file, or - for standard input")
    parser.add_argument("--prior", type=int, help="the total of last time, for the change since")
    parser.add_argument("--sex", choices=("female", "male"), help="for cut-offs that depend on it")


offer(
    Command(
        name="measures score",
        summary="score an answered questionnaire",
        description=(
            "Reads a FHIR R4 QuestionnaireResponse from FILE or standard input (-), prints JSON.\n\n"
            "example:\n  stepwell measures score --schema | python3 -c "
            "'import json, sys; print(json.dumps(json.load(sys.stdin)[\"examples\"][0]))' | stepwell measures score -"
        ),
        run=_score,
        arguments=_score_arguments,
        schema=RESPONSE_SCHEMA,
    )
)
