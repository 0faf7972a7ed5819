"""Products: what is tested, the company's own and competitors'.

A product has an owner (own, competitor), markets and a channel; safeguards come later. Events: none yet.
"""
