"""Dashboards: what an entity's sponsor and the central team read. Reads only; every figure is masked by one module.

Events: none; the figures are kept by `app/figures`.
"""
