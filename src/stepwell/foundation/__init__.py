"""Foundation: ids, time, money, verdicts, acting, announcements, outbox and jobs.

It knows no clinic words and imports no room. Everything to its right stands on it: a rule answers with a
`Verdict`, an `action` writes in one transaction and leaves exactly one ledger event, an announcement tells the
rooms to the right what happened, and messages leave through the outbox once the transaction has committed.
"""
