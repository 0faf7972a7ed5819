"""Accounts: signing in, sessions, profiles, mandates."""
