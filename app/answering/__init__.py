"""Answering: many official answers at once, from a spreadsheet.

What is published in a campaign and has no answer yet is taken away as a file, without any name; filled in, it comes
back, is shown line by line before anything happens, and is then published in one act. Each answer goes through the use
case of one (``feedback/service/handle.py``), so that nothing is written over what a colleague answered in the meantime.
"""
