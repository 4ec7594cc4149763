"""Agenda: what one person has ahead of them, sessions and appointments together, and what stands in their way.

Patients' busy times are kept for the timetable to read. Calendar feeds carry the agenda out under neutral words: never
what for, never another patient's name.
"""
