"""Leaving with a choice: what becomes of one's contributions and comments when one leaves a campaign.

For each contribution: it stays as it is; it stays without its author, for good; or it is deleted. What stays without
its author becomes what an untraceable contribution is, under another number: nothing written before leads to it.
Nobody is told, and no reason is asked. Leaving at once, without choosing, is in ``enrolment``.
"""
