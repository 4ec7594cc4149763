"""Aftercare: the plan a patient leaves with, on paper and phone. Signed plans are kept as they were."""
