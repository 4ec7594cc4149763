"""Offering: what we offer – levels of care, sites, tracks, groups, topics – and who pays for it."""
