"""Short links: an address that is printed or passed on, and leads to one place of a campaign.

A field link is the QR code of a poster: it opens one mission on a phone, for who is signed in, or after signing in.
A personal link brings colleagues to the page to join. A link ends on a day, can be withdrawn, and gives no right: the
page it opens asks its own questions. An unknown code, one that ended and one of a campaign out of sight look alike. How
often a link is used is not counted; how many people joined by a personal one is (``app/recruiting``).
"""
