"""People: persons, the accounts they sign in with, the roles they hold, and who is a patient.

A person exists once, ever. Roles and permissions are data on one page (`roles.py`); a `Viewer` is who is asking, with what
they may do, and is passed as an argument everywhere. Neighbors: the ledger to the left; consent and access to the right.
"""
