"""Consent: what people agreed to, and the one gate through which anything leaves.

A signed consent is stored as it was shown (text, version, hash). Anything that leaves the organization – message, print,
export, claim – goes through `actions.disclose` or `actions.message`, which ask `rules.may_disclose` and write a row in
the accounting of disclosures (42 CFR 2.25, 45 CFR 164.528). Withdrawal counts from the next request.
"""
