"""Feedback: what testers say of a mission, what colleagues add, and the official answer.

A feedback is a contribution of kind problem, idea, praise or question. A first contribution waits for
a moderator; a trusted author's appears at once; an untraceable one always waits, because nobody knows
its author. Its author may revise it, answer a question about it, and withdraw it. Colleagues comment
and say "me too" once. Events: FeedbackSubmitted,
FeedbackResubmitted, FeedbackLanguageCorrected, FeedbackWithdrawn, FeedbackCommented, FeedbackAnswered, FeedbackHandled,
NameOpened.
"""
