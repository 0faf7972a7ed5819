"""A campaign's page as its readers will see it, before it opens; nothing is written, and nothing in it can be pressed.

Who prepares an edition chooses a reader that does not exist: a role in the edition's entity, a language. The page is
read through the permission table as if that person asked, on the day the test begins, with the edition open.

A reviewers' link shows the same to whoever in the group has it and is signed in, as a tester of that entity would read
it. It ends on its last day, when somebody who prepares the edition withdraws it, and when the edition opens.
"""
