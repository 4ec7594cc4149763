"""Days: the minute ledger, the one record of presence. Note times, hours a week, charges and units are views of it.

Rows are append-only intervals; a correction is a new row that replaces an older one and says why. A roll call says that
somebody looked: a member without an interval in a session whose roll was taken was absent.
"""
