"""Safeguards: what a tester may and may not do with a competitor's product, in one country.

A sheet is written in the country's languages, approved by somebody else (data protection or the central team) up to a
day, and kept in every version. Whoever plays a mission about the product confirms the version in force before the first
step, and again when it changes; without one the mission does not start. Events: none.
"""
