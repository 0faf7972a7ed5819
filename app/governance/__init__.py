"""How entities stand: the page of each (stage, next action, team, gate, promises, switches), and that of all.

Nothing is ranked: the page of the group puts first what needs help, by name. A new entity finds on its page everything
it needs, in order. Events: none.
"""
