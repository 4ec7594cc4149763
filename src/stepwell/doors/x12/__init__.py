"""The X12 door. Nothing is built here yet; coverage and claims fill it."""
