"""Problems: conditions and allergies, each with where it came from. Voided with a reason, never edited."""
