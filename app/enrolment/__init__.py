"""Enrolment: how an employee becomes a tester of an edition, and leaves it.

An edition is open to all, or asks first: then somebody accepts or declines. It may have a number of places, and quotas
for entities or for answers given when applying. Who finds no place is on the waiting list, in the order of asking; a
freed place goes to the first whose quotas have room. Everything that gives or frees a place locks the edition first:
places are never oversold. Leaving takes one click, asks for no reason and tells nobody.
Events: enrolment.enrolled (TesterEnrolled), enrolment.left (TesterLeft), and for the person alone: ApplicationReceived,
PlaceAwaited, PlaceOffered, ApplicationDeclined, RecruitmentEnded. CameByLink tells nobody: it counts.
"""
