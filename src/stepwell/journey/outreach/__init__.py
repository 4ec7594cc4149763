"""Outreach: whoever missed a program day, or left much of it out, is called the same day, by a named person.

It reads the minute ledger of `days` and opens one task for a patient and a day; a correction that makes them present
takes it back by itself. What was tried is append-only. A task nobody could finish goes to the program director, with why.
"""
