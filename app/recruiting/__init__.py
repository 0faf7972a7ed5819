"""Recruiting: what an ambassador or a community manager does so that colleagues join an edition.

A personal link (``app/links``) leads to the page to join. How many people came by it is counted by the week, and
nothing says who: the count is shown in steps, a week later, like every figure about people.
"""
