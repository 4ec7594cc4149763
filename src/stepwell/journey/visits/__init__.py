"""Visits: individual and family sessions, case management and medication visits of one patient, from booking to outcome.

Appointments stand in `journey.calendar`, their minutes in the minute ledger of `journey.days`; here they are scheduled around
both sides' groups, kept, missed, moved and cancelled. Their notes are `chart.progress`.
"""
