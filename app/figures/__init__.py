"""Figures: counts kept by campaign and entity, some by day or week too, changed in the transaction of what they count.

What a reader can count on the cards they may open, figures may count, unmasked; every other figure is about
people and is masked (docs/decisions/008-figures-follow-the-cards.md). A figure is one definition: which rows
count, how much each adds, on which day. The same definition counts one row before and after a change, and all
rows for `pepite figures rebuild` and `verify`.
"""
