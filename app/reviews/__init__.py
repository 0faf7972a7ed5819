"""Review sessions: some assessors mark a shortlist of contributions, blind, and minutes say what came out.

``ReviewersInvited`` is published when assessors are asked for their marks, ``ReviewClosed`` once all are in or the
chair closes. Before that nobody reads the marks of somebody else: no query of this package returns them.
"""
