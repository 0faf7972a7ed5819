"""Accounts: people, how they sign in, and the mandates they hold.

A *mandate* is a role for the group, an entity or a campaign, from a day to a day, given by somebody;
every other employee is a tester of their own entity. A session is a row: it ends with a sign-out, with
the account, or with time. A mail link works once. Events: accounts.sign_in_link_asked,
accounts.mandate_given, accounts.mandate_ended, accounts.locked_out.
"""
