"""Safety: alarms. A high-risk answer is announced by `measures`; here it becomes an alarm to a named clinician.

An alarm never closes by itself: it stays until a person writes what they did.
"""
