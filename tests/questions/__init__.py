"""Tests of questions: kinds and conditions."""
