"""Intake: from the first inquiry through the consultation and the intake form to a file that an
admission can use. Its words are inquiry, consultation, outcome, waitlist, intake form, answer.
Neighbors: ``calendar`` to its left books the consultation; ``assessment`` and ``admission`` to its
right read what was answered, and answers that are medicines, allergies or history become chart
data as what the patient said. Laws: the form is versioned data in plain words; saving half a form
is fine; nothing is asked twice; the questions never diagnose."""
