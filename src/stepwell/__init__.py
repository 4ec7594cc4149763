"""Stepwell runs an intensive outpatient program with mental-health medication management."""

__version__ = "0.1.0"
