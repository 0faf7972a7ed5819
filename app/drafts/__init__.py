"""Drafts: what a person has written and not sent yet, kept on the server so that any of their devices can go on.

One for each person, form and subject. Private: nobody else reads one, none is counted, and none is kept of words whose
author nobody may know. A draft goes when its form is sent, and a month after the edition has closed. Events: none.
"""
