"""A campaign's page as its readers will see it, before it opens; nothing is written, and nothing in it can be pressed.

Who prepares an edition chooses a reader that does not exist: a role in the edition's entity, a language. The page is
read through the permission table as if that person asked, on the day the test begins, with the edition open.
"""
