"""The ledger: what was done and what was looked at, by whom, when, and why.

Append-only by trigger and by privilege. Rows hold ids and names, never foreign keys, so that every area may write to it and
nothing can be deleted from under it. Writers never wait for one another: rows are sealed into the hash chain afterwards, in
batches (`sealing.py`). Features never read the ledger; the auditor does.
"""
