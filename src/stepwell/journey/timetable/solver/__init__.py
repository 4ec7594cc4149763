"""The timetable solver on OR-Tools CP-SAT. Importing it takes a second or two: do so where it is needed."""

from .search import solve

__all__ = ["solve"]
