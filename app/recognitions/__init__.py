"""Recognitions: what somebody reached, told to them alone unless they show it; and what an entity reached together.

A recognition is read from facts when its page is opened, and stored nowhere; untraceable contributions never count.
Only the choice to show one is stored. What is shown follows from what everybody may read with the person's name, so
that it tells of no confidential contribution; and nothing is shown while the entity's switch is off. No points, no
ranking.
Events: none.
"""
