"""Notifications: what a person is told, on the site and by mail, in their own language.

A notice is made once per event and person, whatever the number of deliveries; it holds ids, and reads
the words at the moment it is shown. It reacts to what happens to contributions, and publishes nothing.
Events: none of its own.
"""
