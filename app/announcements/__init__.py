"""Announcements: a few words to everybody, to an entity or to those of an edition, from an hour on.

Rules: written by who manages the community there, to everybody by the central team alone; first in the language of
whoever writes. Its readers are told once, when it begins to show. Events: AnnouncementShown.
"""
