"""Every kind of page, who may see it, and how to come to it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.e2e import people

CAMPAIGN = f"/campaigns/{people.CAMPAIGN}"
OTHER = f"/campaigns/{people.OTHER_CAMPAIGN}"
ASKED = f"{OTHER}/questionnaires"
EVERY_KIND = "main .rows a:has-text('Every kind')"
TO_ANSWER = ".questionnaires a:has-text('Every kind'), a[href$='/answer']:has-text('Every kind')"
FORM = f"{CAMPAIGN}/missions/1/feedback/new"
UNFOLD_ALL = "all => all.forEach(box => { box.open = true; })"  # the folded parts of a form
UNFOLD = """
button => {
  const sheet = button.closest('[popover]'), box = button.closest('details');
  if (sheet && getComputedStyle(sheet).display === 'none') sheet.showPopover();
  if (box) box.open = true;
}
"""
CONFIDENTIAL = ".rows a:has-text('Segunda pessoa autorizada')"  # a case whose author only moderators may know
SEND = "main form[method=post] button[type=submit]"


@dataclass(frozen=True, slots=True)
class Visit:
    """One page: its address, the links to follow from there, and the button that sends its form empty."""

    name: str
    path: str
    follow: tuple[str, ...] = ()
    press: str = ""
    status: int = 200
    shows: str = "h1"


VISITS: dict[str, tuple[Visit, ...]] = {
    "": (
        Visit("sign in", "/sign-in"),
        Visit("sign in, refused", "/sign-in", press=SEND, status=422),
        Visit("ask for a link", "/sign-in/link"),
        Visit("link asked for", "/sign-in/link?sent=1"),
        Visit("link gone", "/sign-in/link/nothing", status=410),
    ),
    people.AUTHOR: (
        Visit("home of a tester", "/"),
        Visit("campaign, taking part", CAMPAIGN),
        Visit("mission", f"{CAMPAIGN}/missions/1"),
        Visit("mission, step by step", f"{CAMPAIGN}/missions/1/play?step=2"),
        Visit("end of a mission", f"{CAMPAIGN}/missions/1/play/end"),
        Visit("end of a mission, refused", f"{CAMPAIGN}/missions/1/play/end", press=SEND, status=422),
        Visit("known issues", f"{CAMPAIGN}/known-issues"),
        Visit("drafts", "/drafts"),
        Visit("form", FORM),
        Visit("form, refused", FORM, press=".send-bar .gold", status=422),
        Visit("own contribution with a question", "/", follow=(".hero a[href*='/feedback/']",)),
        Visit(
            "question, answer refused",
            "/",
            follow=(".hero a[href*='/feedback/']",),
            press="section > form button",
            status=422,
        ),
        Visit("own contribution, changed", "/", follow=(".hero a[href*='/feedback/']", "a[href$='/edit']")),
        Visit("notices", "/notifications"),
        Visit("notification settings", "/notifications/settings"),
        Visit("help", "/help"),
        Visit("all that was sent", "/mine"),
        Visit("all that was commented", "/mine?part=comments"),
        Visit("charter that changed", "/charters"),
        Visit("charter as it was accepted", "/charters", follow=("main a[href^='/charters/']",)),
        Visit("leave with choices", f"{CAMPAIGN}/leave/choices"),
        Visit("barrier, refused", "/barriers/new", press=SEND, status=422),
    ),
    people.READER: (
        Visit("feed", f"{CAMPAIGN}/feedback"),
        Visit("feed, nothing matches", f"{CAMPAIGN}/feedback?q=qqqqqq", shows=".empty"),
        Visit("contribution of somebody else", f"{CAMPAIGN}/feedback?sort=me-too", follow=("article:not(.mine) h3 a",)),
        Visit(
            "comment refused",
            f"{CAMPAIGN}/feedback?sort=me-too",
            follow=("article:not(.mine) h3 a",),
            press="#comments > form button",
            status=422,
        ),
        Visit(
            "reply refused",
            f"{CAMPAIGN}/feedback?q=Restschuldversicherung",
            follow=("article:not(.mine) h3 a",),
            press="#comments details.reply button",
            status=422,
        ),
        Visit("thanks", f"{CAMPAIGN}/feedback/thanks"),
        Visit("reference code", "/feedback/reference"),
        Visit("reference code, refused", "/feedback/reference", press=SEND, status=422),
        Visit("profile", "/profile"),
        Visit("password, refused", "/profile", press="#password button", status=422),
        Visit("nothing there", "/nothing-there", status=404),
        Visit("for another role", "/mandates", status=403),
        Visit("components", "/_components"),
        Visit("QR code that leads nowhere", "/j/nothing", status=410),
        Visit("questions of every kind", OTHER, follow=(TO_ANSWER,)),
        Visit("answers to look at", OTHER, follow=(TO_ANSWER,), press="button[value=next]:not(.hidden)"),
        Visit("what a campaign changed", "/mine/campaigns/our-messages", shows="article.card"),
        Visit("own questionnaires", "/mine?part=questionnaires", shows="main .rows a"),
        Visit(
            "own answers when applying", "/mine?part=questionnaires", follow=("a[href$='/applied']",), shows="dl, .rows"
        ),
        Visit("thanks for answers", f"{CAMPAIGN}/questionnaires/{people.ANSWERED_WAVE}/answer/thanks"),
    ),
    people.NEWCOMER: (
        Visit("home of a newcomer", "/"),
        Visit("campaigns", "/campaigns"),
        Visit("campaign, not taking part", CAMPAIGN),
        Visit("mission, not taking part", f"{CAMPAIGN}/missions/1"),
        Visit("no notices", "/notifications"),
        Visit("join, refused", f"{OTHER}/join", press=SEND, status=422),
    ),
    people.GUEST: (Visit("home where nothing is open", "/"), Visit("no campaign", "/campaigns")),
    people.MODERATOR: (
        Visit("home of a moderator", "/"),
        Visit("queue", "/moderation"),
        Visit("queue, nothing matches", "/moderation?age=14&language=und", shows=".empty"),
        Visit(
            "queue, question missing",
            "/moderation",
            press="form[action*='send-back'] button",
            status=422,
        ),
        Visit("name of an author", "/moderation", follow=(CONFIDENTIAL, "a[href$='/name']")),
        Visit(
            "name of an author, reason missing",
            "/moderation",
            follow=(CONFIDENTIAL, "a[href$='/name']"),
            press=SEND,
            status=422,
        ),
        Visit("QR codes", f"{CAMPAIGN}/editions/lusocredito/links"),
        Visit("poster", f"{CAMPAIGN}/editions/lusocredito/links", follow=("a[href$='/poster']",)),
        Visit("recruiting", "/recruiting", follow=("main .rows a",)),
    ),
    people.MANAGER: (
        Visit("home of a manager", "/"),
        Visit("answers owed", "/answers"),
        Visit("settings of moderation", "/entities/lusocredito/moderation"),
        Visit("rules of an entity", "/entities/lusocredito/moderation/rules"),
        Visit("rules of moderation", "/moderation/rules"),
        Visit("barriers", "/barriers?list=received"),
        Visit("barrier", "/barriers?list=received", follow=("main .rows a",)),
        Visit(
            "contribution to answer",
            f"{CAMPAIGN}/feedback?sort=unanswered&entity=lusocredito",
            follow=("article h3 a",),
        ),
        Visit(
            "answer refused",
            f"{CAMPAIGN}/feedback?sort=unanswered&entity=lusocredito",
            follow=("article h3 a",),
            press="#answer-for-the-team form button.primary",
            status=422,
        ),
        Visit(
            "contribution answered", f"{CAMPAIGN}/feedback?state=decided&entity=lusocredito", follow=("article h3 a",)
        ),
    ),
    people.SPONSOR: (
        Visit("home of a sponsor", "/"),
        Visit("decisions owed", "/decisions/waiting"),
        Visit("what was decided", "/decisions"),
        Visit("dashboard of an entity", "/entities/lusocredito/dashboard"),
        Visit(
            "decision",
            f"{CAMPAIGN}/feedback?state=selected&entity=lusocredito",
            follow=("article h3 a", "a[href$='/decision']"),
        ),
        Visit(
            "decision, refused",
            f"{CAMPAIGN}/feedback?state=selected&entity=lusocredito",
            follow=("article h3 a", "a[href$='/decision']"),
            press=SEND,
            status=422,
        ),
    ),
    people.CENTRAL: (
        Visit("home of the central team", "/"),
        Visit("dashboard of the group", "/dashboard"),
        Visit("new campaign", "/campaigns/new"),
        Visit("new campaign, refused", "/campaigns/new", press=SEND, status=422),
        Visit("change a campaign", f"{CAMPAIGN}/edit"),
        Visit("moderation of a campaign", f"{CAMPAIGN}/moderation"),
        Visit("translations", f"{CAMPAIGN}/translations"),
        Visit("products of a campaign", f"{CAMPAIGN}/products"),
        Visit("editions", f"{CAMPAIGN}/editions"),
        Visit("edition", f"{CAMPAIGN}/editions/lusocredito"),
        Visit("readiness", f"{CAMPAIGN}/readiness"),
        Visit("new mission, refused", f"{CAMPAIGN}/missions/new", press=SEND, status=422),
        Visit("known issue, refused", f"{CAMPAIGN}/known-issues/new", press=SEND, status=422),
        Visit("known issues to write", f"{CAMPAIGN}/known-issues"),
        Visit("missions to write", f"{CAMPAIGN}/missions"),
        Visit("change a mission", f"{CAMPAIGN}/missions/1/edit"),
        Visit("products, refused", "/products", press=SEND, status=422),
        Visit("charter to write", f"{OTHER}/charter/edit"),
        Visit("applications", f"{OTHER}/applications"),
        Visit("places", f"{OTHER}/editions/kreditwerk/places"),
        Visit("questionnaires", ASKED),
        Visit("new questionnaire, refused", f"{ASKED}/new", press=SEND, status=422),
        Visit("questionnaire", ASKED, follow=(EVERY_KIND,)),
        Visit("kinds of questions", ASKED, follow=(EVERY_KIND, "a[href$='/questions/new']")),
        Visit(
            "new question, refused",
            ASKED,
            follow=(EVERY_KIND, "a[href$='/questions/new']", "a[href$='/new/matrix']"),
            press="main .form button.button:not([name])",
            status=422,
        ),
        Visit("question", ASKED, follow=(EVERY_KIND, ":nth-match(main li a[href*='/questions/'], 4)")),
        Visit(
            "question with a condition",
            f"{CAMPAIGN}/questionnaires",
            follow=("main .rows a", ":nth-match(main li a[href*='/questions/'], 2)", "a[href$='/show-if']"),
        ),
        Visit("moments", ASKED, follow=(EVERY_KIND, "a[href$='/waves/new']")),
        Visit("questionnaire as people see it", ASKED, follow=(EVERY_KIND, "a[href$='/preview']")),
        Visit("library", ASKED, follow=(EVERY_KIND, "a[href$='/questions/new']", "a[href$='/library']")),
        Visit("translation of a questionnaire", ASKED, follow=(EVERY_KIND, "a[href*='/translations/']")),
        Visit("summaries", f"{CAMPAIGN}/summaries"),
        Visit("summary", f"{CAMPAIGN}/questionnaires/{people.ANSWERED_WAVE}/summary"),
    ),
    people.ADMINISTRATOR: (
        Visit("home of an administrator", "/"),
        Visit("accounts", "/people"),
        Visit("new account, refused", "/people/new", press=SEND, status=422),
        Visit("mandates", "/mandates"),
        Visit("new mandate, refused", "/mandates/new", press=SEND, status=422),
        Visit("contacts for barriers", "/barriers/contacts"),
    ),
}


def go(page: Page, visit: Visit) -> int:
    """Come to the page of a visit; return the status of its answer."""
    answer = page.goto(visit.path)
    assert answer is not None
    status = answer.status
    for link in visit.follow:
        followed = page.goto(page.locator(link).first.evaluate("link => link.href"))
        assert followed is not None
        status = followed.status
    if visit.press:
        button = page.locator(visit.press).first
        button.evaluate(UNFOLD)
        with page.expect_navigation() as sent:
            button.click()
        status = sent.value.status
    return status
