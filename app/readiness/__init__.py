"""What it takes to open an edition: the list of what is ready, what should be looked at and what is missing.

A check looks at one thing of an edition and says it in one of three colours: green, orange (worth a look, it holds
nothing back) or red. ``queries/checks`` has one module for each, ``queries/registry.py`` names them in the order of the
work, and ``open_edition`` refuses while the same list has anything red. Events: ApprovalRevoked
(readiness.approval_revoked), and those of ``campaigns``.
"""
