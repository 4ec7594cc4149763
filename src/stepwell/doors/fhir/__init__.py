"""The FHIR door. So far it reads one thing: a referral as an R4 bundle."""
