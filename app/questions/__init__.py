"""Questions that people answer: kinds, conditions, and what an answer is. Pure Python: no database, no web.

A *question* has a kind (``kinds/``, one module each), settings, and parts: what one can choose, rows, columns, the ends
of a scale. An *answer* is a set of *cells*: a part, a number, words. Every kind reads the fields of a form into cells
and says cells in words again; counts of cells are its summary. ``flow.py`` says which questions are asked, given
answers. The feature that stores them is ``questionnaires``; applications and missions ask them.
"""
