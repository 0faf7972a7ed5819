"""Charts of one thought each: what they hold (``types``), their table (``table``), a file of one (``document``).

Whoever makes a chart says everything in the reader's language. The page draws it with ``ui/components/chart.html``:
shapes in SVG, words beside them in HTML, where they break over lines and run from right to left as they should.
"""
