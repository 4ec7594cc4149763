"""Utilization: authorizations and review. Nothing is built here yet; its issue fills it."""
