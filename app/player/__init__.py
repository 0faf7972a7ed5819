"""The mission player: a mission one step at a time, with what one person has got to in it.

Where somebody stands (step reached, blocked where and why, minutes they say it took) is kept by the day, for that
person alone; the local team may count it, in steps of the minimum group. A mission is done when it is ticked in
``missions``. Events: none.
"""
