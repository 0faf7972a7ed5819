"""Highlights, nuggets and thanks: what is shown of a contribution beyond its campaign, once its author agrees.

Someone of the team asks; the author agrees or refuses on the contribution's page, with their account or their reference
code, and can take the agreement back at any time. Of the answer nothing is stored but where it stands. A nugget is read
by all entities, and a sponsor of another one notes what becomes of it there.
Event: ShowingAsked (highlights.asked).
"""
