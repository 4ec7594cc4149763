"""Programs: what we offer. Its words are level of care, curriculum topic and session outline;
each level is defined once, in ``knowledge/levels.toml``, and dated, and everything that needs its
hours, days, services, review cadence or billing codes reads that definition and repeats nothing.
Neighbors: ``coverage`` (who pays) stands to its right; comparison pages, timetable,
authorizations, estimates and claims read it. Laws: knowledge carries its source and whether it is
verified; a changed definition is a new dated row; licensed criteria are never shipped."""
