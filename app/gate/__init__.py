"""The launch gate of an entity: what has to be in place before anything opens there, and its stage in the roll-out.

The central team ticks an item once somebody is in place; the tick keeps who did it, when, and on whom it rests. As soon
as those people no longer cover it (a mandate has ended, an account is closed) the item is no longer whole, and says so.
It can be unticked with a reason. ``readiness`` opens no edition of an entity whose gate is not whole. Events: none.
"""
