"""Trust: who is who, who may, what they agreed to, and the ledger of what was done."""
