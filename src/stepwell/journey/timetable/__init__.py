"""Timetable: who meets where and when in a week, proposed by a solver. A person looks at it and decides.

``problem`` reads what is asked (contract: timetable, version 1), ``solver`` answers it, ``makeup`` finds what restores one
patient's week. All of it is pure: no table, no clock but the solver's own stopwatch.
"""
