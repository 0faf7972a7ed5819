"""Questionnaires as pages print them."""
