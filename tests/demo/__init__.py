"""Tests of the demonstration, of the import and of the doctor."""
