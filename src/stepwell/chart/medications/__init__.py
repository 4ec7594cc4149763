"""Medications: what is ordered here and what is said to be taken, with advice for the one who prescribes."""
