"""The only door through which the application calls another server than those of its settings.

It leads to public addresses alone, over HTTPS: a name is looked up once, each of its addresses is looked at, and the
connection goes to the address that was looked at. No redirect is followed, and nothing is waited for long. Hosts inside
the company's network are reached where a setting names them.
"""
