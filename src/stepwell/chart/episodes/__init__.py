"""Episodes: one continuous stay with the program, through however many levels of care.

A patient has at most one open episode; level periods inside it never overlap. The database holds both. Admission opens an
episode, step-down ends one level period and begins the next, discharge closes it.
"""
