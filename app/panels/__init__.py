"""Variant panels: the variants of a mission, given to comparable panels, asked the same questionnaire, and compared.

*Variants* are missions of one campaign. Each person who takes part gets one of them for good: drawn from a seed, block
by block in each entity, so that the panels stay alike in size and in where their people work. What ends the comparison
is written before it begins, and stands on its page. Events: none.
"""
