"""Dashboards: what an entity's sponsor and the central team read. Reads only; every figure is masked by one module.

In the first days of a month each sponsor is mailed a note: the figures of their entity on one page, behind an address
that carries who it was made for and until when. It opens for whoever has it, with the rights of its reader on that day.

Events: none; the figures are kept by `app/figures`.
"""
