"""Claims: from the billable day to the remittance. Nothing is built here yet; its issue fills it."""
