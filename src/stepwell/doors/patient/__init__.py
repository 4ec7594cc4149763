"""The patient's door: one's own page, on a phone, in plain words, with the crisis line always there."""
