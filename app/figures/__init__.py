"""Daily figures of each edition, changed in the transaction of what they count.

Counts are kept on the day a contribution was made (UTC), so a later answer or decision adds to that
day's row and a withdrawal subtracts from it. How many *people* contributed during spans of weeks is kept
beside them, as counts only: no row here names a person. `pepite figures rebuild` makes them anew.
"""
