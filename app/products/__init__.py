"""Products: what is tested, the company's own and competitors'.

A product has an owner (own, competitor), markets, a channel, a link and what it costs who tries it. Events: none.
"""
