"""Tables as office programs have them: any table written as CSV or XLSX, and such files read back as lines of text.

A feature says what its table holds (``types.Table``: typed columns, rows of plain values); how a file looks, and that
nothing in it runs as a formula, is decided here.
"""
