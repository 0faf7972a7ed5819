"""Enrolment: how an employee becomes a tester of an edition, and leaves it.

For now an employee of the entity enrols alone and is accepted at once; screening and quotas come
later, and their states have their place. Leaving takes one click, asks for no reason and tells nobody.
Events: enrolment.enrolled (TesterEnrolled), enrolment.left (TesterLeft).
"""
