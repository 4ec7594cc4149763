"""The JSON Schema of a problem, version 1 (draft 2020-12), with an example that can be solved."""

from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BLOCKS = ("am", "pm", "eve")
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"

_ID: dict[str, Any] = {"type": "string", "minLength": 1}
_IDS: dict[str, Any] = {"type": "array", "items": _ID, "default": []}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 100_000}
_SOME: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 100_000}


def _rows(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {
            "type": "object",
            "required": required,
            "properties": properties,
            "additionalProperties": False,
        },
    }


_SLOTS = _rows(
    ["id", "day", "block", "start", "minutes"],
    {
        "id": _ID,
        "day": {"enum": list(DAYS)},
        "block": {"enum": list(BLOCKS)},
        "start": {"type": "string", "pattern": TIME},
        "minutes": {"type": "integer", "minimum": 1, "maximum": 1440},
    },
)
_ROOMS = _rows(["id", "capacity"], {"id": _ID, "capacity": _COUNT, "closed": _IDS})
_STAFF = _rows(
    ["id", "role"],
    {
        "id": _ID,
        "role": {"enum": ["therapist", "prescriber"]},
        "credentials": _IDS,
        "states": _IDS,
        "max_minutes": {**_COUNT, "default": 10_080},
        "unavailable": _IDS,
    },
)
_GROUPS = _rows(
    ["id", "topic", "max_size", "leaders"],
    {
        "id": _ID,
        "topic": _ID,
        "min_size": {**_COUNT, "default": 1},
        "max_size": _SOME,
        "mode": {"enum": ["in_person", "telehealth", "hybrid"], "default": "in_person"},
        "times_per_week": {**_SOME, "default": 1},
        "leaders": _IDS,
        "credential": {"type": ["string", "null"], "default": None},
    },
)
_PATIENTS = _rows(
    ["id", "minutes_per_week", "days_per_week"],
    {
        "id": _ID,
        "minutes_per_week": _COUNT,
        "days_per_week": {"type": "integer", "minimum": 0, "maximum": 7},
        "max_minutes_per_day": {**_COUNT, "default": 1440},
        "block": {"enum": [*BLOCKS, "any"], "default": "any"},
        "mode": {"enum": ["in_person", "telehealth", "any"], "default": "in_person"},
        "state": {"type": ["string", "null"], "default": None},
        "busy": _IDS,
        "topics": {"type": "object", "additionalProperties": _COUNT, "default": {}},
        "med_check": {
            "type": ["object", "null"],
            "required": ["prescriber", "minutes"],
            "properties": {"prescriber": _ID, "minutes": _SOME},
            "additionalProperties": False,
            "default": None,
        },
        "keep": {
            "type": "object",
            "properties": {"groups": _IDS},
            "additionalProperties": False,
            "default": {},
        },
    },
)
_FIXED = _rows(
    ["group", "slot", "leader", "members"],
    {
        "group": _ID,
        "slot": _ID,
        "room": {"type": ["string", "null"], "default": None},
        "leader": _ID,
        "members": _IDS,
    },
)

EXAMPLE: dict[str, Any] = {
    "version": 1,
    "slots": [
        {"id": f"{day}-{start[:2]}", "day": day, "block": "am", "start": start, "minutes": 90}
        for day in ("mon", "wed", "fri")
        for start in ("09:00", "10:30")
    ],
    "rooms": [{"id": "R1", "capacity": 10, "closed": ["fri-09"]}, {"id": "R2", "capacity": 6}],
    "staff": [
        {
            "id": "T1",
            "role": "therapist",
            "credentials": ["LCSW"],
            "states": ["NY"],
            "max_minutes": 900,
        },
        {"id": "D1", "role": "prescriber", "max_minutes": 600},
    ],
    "groups": [
        {
            "id": "G1",
            "topic": "coping",
            "min_size": 2,
            "max_size": 4,
            "times_per_week": 3,
            "leaders": ["T1"],
        },
        {
            "id": "G2",
            "topic": "relapse",
            "min_size": 1,
            "max_size": 4,
            "times_per_week": 3,
            "leaders": ["T1"],
            "credential": "LCSW",
        },
    ],
    "patients": [
        {
            "id": "P1",
            "minutes_per_week": 540,
            "days_per_week": 3,
            "max_minutes_per_day": 180,
            "block": "am",
            "topics": {"coping": 2},
            "keep": {"groups": ["G1"]},
        },
        {
            "id": "P2",
            "minutes_per_week": 360,
            "days_per_week": 3,
            "max_minutes_per_day": 180,
            "block": "am",
            "med_check": {"prescriber": "D1", "minutes": 20},
        },
    ],
}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "stepwell timetable solve",
    "description": "A week to be planned. Minutes are whole; times are local; an optional key has the default shown.",
    "type": "object",
    "required": ["version", "slots", "rooms", "staff", "groups", "patients"],
    "properties": {
        "version": {"const": 1},
        "slots": _SLOTS,
        "rooms": _ROOMS,
        "staff": _STAFF,
        "groups": _GROUPS,
        "patients": _PATIENTS,
        "fixed": {**_FIXED, "default": []},
    },
    "additionalProperties": False,
    "examples": [EXAMPLE],
}
