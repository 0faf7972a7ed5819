"""Accounts: people, how they sign in, and the mandates they hold.

A *mandate* is a role for the group, an entity or a campaign, from a day to a day, given by somebody else and never
deleted; every other employee is a tester of their own entity. A session is a row: it ends with a sign-out, with
the account, or with time (8 hours unused, 30 minutes for administrators, 7 days in any case). A mail
link works once and for ten minutes; its token is derived, never stored.

Events: ``accounts.sign_in_link_asked`` (SignInLinkAsked), ``accounts.locked_out`` (LockedOut),
``accounts.account_made`` (AccountMade), ``accounts.mandate_given`` (MandateGiven),
``accounts.mandate_proposed`` (MandateProposed), ``accounts.mandate_not_given`` (MandateNotGiven),
``accounts.mandate_ended`` (MandateEnded).
"""
