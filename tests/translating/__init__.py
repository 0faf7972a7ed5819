"""Tests of the translation bench."""
