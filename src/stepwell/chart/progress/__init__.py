"""Progress notes: what was said and done in an individual or family session, or for a patient in case management.

One note for each appointment. A draft is edited; someone who works under supervision submits it and the supervisor signs or
returns it; a signed note only gets addenda, which the database holds. Times are never stored here: they are read from the
minute ledger (`journey.days`). `occasion_id` is the appointment's id, as a plain value, since appointments stand to the right.
"""
