"""Messages: an ambassador or a community manager writes to those who take part in an edition of their entity.

A message starts from a model in each language of the entity, can be read and mailed to oneself first, and leaves at
once or at an hour of the entity. Everybody gets it through their notifications, so each person once, in their language,
with their own settings. Nobody sees who receives a message; a reminder to those who have not started asks the entity's
switch, and so does the list of their names. Events: messages.sent (MemberMessageSent).
"""
