"""Questionnaires: built from questions, asked at a moment (a wave), answered once by each person.

A *questionnaire* belongs to a campaign. A *wave* asks it: when applying, before the beginning, at the end, between two
days, or in a mission; the same questionnaire in several waves is paired by person. A *response* is one person's answers
in a wave, written down as they are given and sent once. Answers never stand beside a name: pages show what all say
together, masked like every number about people, and words only from enough people. Who cannot be traced leaves no link
to an account. Wording may be corrected after the first response; what changes the meaning becomes a new question.
Events: none yet.
"""
