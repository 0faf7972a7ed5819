"""Notifications: what a person is told, on the site and by mail, in their own language.

A notice is made once per event and person, whatever the number of deliveries; it holds ids, and its words
are made at the moment it is shown, from what the reader may see then. It names nobody. An untraceable
contribution is told of by the hour and dated by the day, so that no notice gives its instant away. It reacts
to what happens to contributions, and publishes nothing. Events: none of its own.
"""
