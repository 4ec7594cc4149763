"""Admission: one action, all or nothing – episode, level, seat, schedule, care team, access to one's own page.

A seat is a numbered place in a track; two people never hold it on the same day, and nobody holds two. The database says so.
"""
