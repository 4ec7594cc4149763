"""Calendar: appointments, and the sessions in which groups actually meet.

Nobody and no room is booked twice at once: the database excludes it. A session is made from its group on the day it is first
needed; who belongs to it is read from seats on that day.
"""
