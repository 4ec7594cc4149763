"""The office has no tables yet: its figures are reads over what the journey wrote."""
