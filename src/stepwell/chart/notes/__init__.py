"""Notes: one shared group text and a note of their own for each member, signed together.

A draft is edited; a signed note is not, which the database holds. Minutes are never stored here: they are read from the
minute ledger (`journey.days`). `occasion_id` is the group session's id, as a plain value, since sessions stand to the right.

A part that says what another says, or what anybody's could, is not signed without a reason (`likeness`); nor is a shared text
that names somebody (`naming`). What comes to mind afterwards is an addendum; the signed part stays.
"""
