"""Barriers: what stops somebody from using a page, reported to who answers for accessibility in their entity.

A barrier is reported by anybody who is signed in, without their name unless they show it; the page is kept without the
numbers in its address, which would say which contribution they were reading. Who receives it is the entity's contact,
chosen by an administrator; where there is none, the administrators. Both see its status and its answer.
Events: barriers.reported (BarrierReported), barriers.handled (BarrierHandled).
"""
