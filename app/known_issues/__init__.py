"""Known issues: what the product team knows already, shown before a contribution is written.

An issue belongs to a campaign, may name one of its products, is open or fixed, and is written in each language of
the campaign. Whoever takes part supports it instead of reporting it again. Events: none.
"""
