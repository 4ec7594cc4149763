"""Office: what we owe payers, regulators and others – review, claims, records, figures."""
