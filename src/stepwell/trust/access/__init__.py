"""Access: who may see whom. The treating relationship is care-team membership; a patient may let someone in.

`queries.visible` is the one authorization function for rows about patients: charts, groups, portal, exports and print all
start there. What someone may not see does not exist for them.
"""
