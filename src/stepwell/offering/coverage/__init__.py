"""Coverage: payers, contracts, eligibility and estimates – a promise made before admission.

Nothing is built here yet; its issue fills it. To the left stands `programs`, whose levels contracts will price.
"""
