"""Asking: private questions, read by the two who write to each other and by nobody else.

A tester asks the community managers about a test; or the team asks the author of a contribution, whom it may not know.
That author answers by a mailbox that goes one way: no name, no instant and no language is stored with the answer, and
the mailbox closes with the campaign. An author nobody can trace finds the question with their reference code.
Event: PrivateMessageSent (asking.sent).
"""
