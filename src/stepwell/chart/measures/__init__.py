"""Measures: standard instruments answered by patients or clinicians, scored and banded. Its words
are instrument, item, answer, score, band, alarm and change; instruments are versioned data under
``knowledge/instruments`` with their licence and source, scoring is a pure function over answers.
Neighbors: ``safety`` to its right raises the alarms found here; step-down, plan and reports read
the trend. Laws: item wording is never altered or translated by hand; a missing answer is never a
zero; a positive risk item raises its alarm even when no total can be given."""
