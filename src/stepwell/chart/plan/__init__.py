"""Plan: the goals a patient and the team agreed on. Notes, measures and aftercare link to them.

Objectives, interventions, reviews and signatures come with the admission issue; a goal is the thin true beginning.
"""
