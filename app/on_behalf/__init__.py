"""On behalf: an ambassador writes a contribution down for a colleague of their entity, who stays its only author.

The words wait for that colleague alone: they correct and confirm them, and so send the contribution as any other, or
refuse them. What nobody confirms in two weeks is deleted. Nothing is seen or counted before. The ambassador knows whose
words they are, so the level that nobody can trace is not offered, and who wrote down is stored no longer than that.
Events: on_behalf.written (OnBehalfWritten).
"""
