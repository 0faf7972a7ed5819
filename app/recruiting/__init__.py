"""Recruiting: what an ambassador or a community manager does so that colleagues join an edition.

A personal link (``app/links``) leads to the page to join. How many people came by it is counted by the week, and
nothing says who: the count is shown in steps, a week later, like every figure about people.

Invitations come from a list, of which each line is shown with what becomes of it before anything is sent. Jobs send the
mails, one each. The link in a mail proves an address: who has no account opens one, in the entity of the edition and as
nothing but a tester. Whoever wants no more is deleted from the lists, and a hash of their address keeps them off all.
"""
