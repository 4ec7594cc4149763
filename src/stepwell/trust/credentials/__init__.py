"""Credentials: licences and registrations of staff, with the dates they hold.

One verdict (`rules.may_practice`) stops signing, scheduling and prescribing by someone whose licence has lapsed. Exclusion
screening, NPI checks and the worklist of what lapses come with their own issue.
"""
