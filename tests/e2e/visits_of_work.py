"""Pages of the work of those who look after testers, and of what testers meet of it."""

from __future__ import annotations

from tests.e2e import people
from tests.e2e.visits import CAMPAIGN, OTHER, SEND, Visit

ENTITY = "/entities/lusocredito"
RECRUITING = "/recruiting/own-app/lusocredito"
MESSAGES = "/recruiting/messages/own-app/lusocredito"
SWITCHES = "/switches/lusocredito"
SUPPORTED = f"{CAMPAIGN}/feedback?sort=me-too&entity=lusocredito"
FIRST = "article:not(.mine) h3 a"
ROW = "main .rows a"
CLOSED, PAIRS, NOT_BEGUN, GRID = (
    f"{ROW}:has-text('{words}')" for words in ("autumn", "Two by two", "Not begun", "melhorar")
)
SWITCH = "main a[href^='/switches/lusocredito/']"

WORK: dict[str, tuple[Visit, ...]] = {
    people.COLLEAGUE: (
        Visit("written for somebody", "/on-behalf"),
        Visit("confirm what somebody wrote", "/on-behalf", follow=("main a[href^='/on-behalf/']",)),
    ),
    people.READER: (
        Visit("own private questions", "/private", shows=".rows"),
        Visit("ask privately, refused", f"{CAMPAIGN}/private/new", press=SEND, status=422),
        Visit("private question", "/private", follow=(ROW,), shows="form"),
        Visit("private question, refused", "/private", follow=(ROW,), press=SEND, status=422),
        Visit("own recognitions", "/mine/recognitions"),
        Visit("announcements", "/announcements", shows="article"),
        Visit("report", SUPPORTED, follow=(FIRST, "a[href*='/report']")),
        Visit("milestones", f"{ENTITY}/milestones"),
        Visit("results", f"{CAMPAIGN}/results"),
        Visit("nuggets", "/nuggets"),
    ),
    people.HIDDEN: (
        Visit("second look", "/mine", follow=("main a:has-text('IBAN')",), shows="form[action$='second-look']"),
    ),
    people.MODERATOR: (
        Visit("write for a colleague, refused", f"{RECRUITING}/on-behalf", press=SEND, status=422),
        Visit("undo several decisions", "/moderation/decided"),
    ),
    people.MANAGER: (
        Visit("recruiting for an edition", RECRUITING),
        Visit("invite, refused", f"{RECRUITING}/invite", press=SEND, status=422),
        Visit("invitations", f"{RECRUITING}/invitations", shows=".rows"),
        Visit("kit", f"{RECRUITING}/kit"),
        Visit("messages", "/recruiting/messages", shows=".rows"),
        Visit("new message", f"{MESSAGES}/new"),
        Visit("message", "/recruiting/messages", follow=("section:last-of-type .rows a",), shows=".facts"),
        Visit("who has started", f"{MESSAGES}/not-started"),
        Visit("team", f"{ENTITY}/team", shows=".rows"),
        Visit("switches", SWITCHES, shows=".rows"),
        Visit("new announcement, refused", "/announcements/new", press=SEND, status=422),
        Visit("change an announcement", "/announcements", follow=("a[href$='/edit']",)),
        Visit("merge", SUPPORTED, follow=(FIRST, "a[href$='/merge']")),
        Visit("merge, refused", SUPPORTED, follow=(FIRST, "a[href$='/merge']"), press=SEND, status=422),
        Visit("ask the author", SUPPORTED, follow=(FIRST, "a[href$='/ask-author']")),
        Visit("themes of a contribution", SUPPORTED, follow=(FIRST, "a[href$='/themes']")),
        Visit("highlight, refused", SUPPORTED, follow=(FIRST, "a[href$='/showings']"), press=SEND, status=422),
        Visit("answers from a file, refused", f"{CAMPAIGN}/answers", press=SEND, status=422),
        Visit("calendar", f"{ENTITY}/calendar"),
        Visit("whom moderators trust", "/moderation/trust", shows=".rows"),
        Visit("what moderators decided", "/moderation/log", shows="table"),
        Visit("who moderates which language", "/moderation/languages"),
        Visit("ready answers", f"{ENTITY}/ready-answers", shows=".rows"),
        Visit("new ready answer, refused", f"{ENTITY}/ready-answers/new", press=SEND, status=422),
        Visit("change a ready answer", f"{ENTITY}/ready-answers", follow=("main a[href$='/edit']",)),
        Visit("themes", "/themes", shows=".rows"),
        Visit("new theme, refused", f"{CAMPAIGN}/themes/new", press=SEND, status=422),
        Visit("change a theme", "/themes", follow=("a[href$='/edit']",)),
        Visit("groups of contributions", f"{CAMPAIGN}/themes/groups"),
        Visit("add a theme to several", f"{CAMPAIGN}/themes/sort", shows=".rows"),
        Visit("nugget", "/nuggets", follow=("main h3 a, main h2 a",)),
        Visit("chat channel", f"{ENTITY}/chat"),
        Visit("results to write", f"{CAMPAIGN}/results/edit"),
        Visit("review to mark", "/reviews", follow=(GRID,)),
        Visit("marks", "/reviews", follow=(GRID, "a[href$='/marks']"), shows="table"),
        Visit("subject of a review", "/reviews", follow=(GRID, "a[href$='/marks']", "a[href*='/subjects/']")),
        Visit("two by two", "/reviews", follow=(PAIRS, "a[href$='/marks']")),
    ),
    people.SPONSOR: (
        Visit("aims, refused", f"{ENTITY}/aims", press="main .form button[type=submit]", status=422),
        Visit("switch, refused", SWITCHES, follow=(SWITCH,), press=SEND, status=422),
        Visit("stand-in, refused", f"{ENTITY}/team", follow=("a[href$='/cover']",), press=SEND, status=422),
        Visit("reviews", "/reviews", shows=".rows"),
        Visit("new review, refused", "/reviews/new", press=SEND, status=422),
        Visit("actions", "/actions"),
    ),
    people.CENTRAL: (
        Visit("notes for the central team", "/moderation/central"),
        Visit("switches of every entity", "/switches"),
        Visit("review to prepare", "/reviews", follow=(NOT_BEGUN,)),
        Visit("change a review", "/reviews", follow=(NOT_BEGUN, "a[href$='/edit']")),
        Visit("shortlist", "/reviews", follow=(NOT_BEGUN, "a[href$='/shortlist']")),
        Visit("assessors", "/reviews", follow=(NOT_BEGUN, "a[href$='/assessors']")),
        Visit("results of a review", "/reviews", follow=(CLOSED,)),
        Visit("minutes", "/reviews", follow=(CLOSED, "a[href$='/minutes']")),
        Visit("opening with an exception", "/campaigns/our-messages/readiness", shows="#exception-kreditwerk"),
        Visit("words of a campaign", f"{OTHER}/moderation"),
    ),
    people.ADMINISTRATOR: (
        Visit("e-mails", "/notifications/e-mails"),
        Visit("department of an account", "/people", follow=("a[href$='/function']",)),
        Visit("hand over, refused", f"{ENTITY}/team", follow=("a[href$='/hand-over']",), press=SEND, status=422),
    ),
}
