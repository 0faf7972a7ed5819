"""Who drives the browser: accounts of the demonstration, and how they come in."""

from __future__ import annotations

from playwright.sync_api import Page

from app.demo.stage import PASSWORD

NOTICE_SECONDS = 60
CAMPAIGN = "own-app"  # open in both entities, for named, confidential and untraceable contributions
OTHER_CAMPAIGN = "look-around"  # open in both; the German edition asks first, and there is a charter to accept

AUTHOR = "andre.sobral@lusocredito.example"  # takes part; one contribution came back with a question, others wait
READER = "ricardo.moleiro@lusocredito.example"  # takes part, is trusted
NEWCOMER = "bruno.casimiro@lusocredito.example"  # has joined nothing, is not trusted yet
GUEST = "camille.daubresse@horizon.example"  # in an entity that takes part in nothing
WRITER = "catarina.tavares@lusocredito.example"  # takes part, is trusted; writes in the tests of the small script
PLAYER = "leonor.caeiro@lusocredito.example"  # takes part; writes in the tests of drafts and of the mission player
COLLEAGUE = "ana.rebelo@lusocredito.example"  # an ambassador wrote something down for her; a draft of hers is kept
HIDDEN = "mariana.pestana@lusocredito.example"  # a contribution of hers is hidden
MODERATOR = "ines.carvalhal@lusocredito.example"
MANAGER = "miguel.figueira@lusocredito.example"
SPONSOR = "teresa.vasconcelos@lusocredito.example"
CENTRAL = "claire.montagnier@horizon.example"
ANSWERED_WAVE, WAVE_ON_THE_WAY = 901, 902  # numbers that ``prepared`` gives its waves, whatever the demonstration asks
ADMINISTRATOR = "melanie.thevenoux@horizon.example"

# Those of the journeys write and decide; the others above only look.
BY_KEYBOARD = {
    "author": "heike.sommerfeld@kreditwerk.example",  # has joined nothing, is not trusted yet
    "moderator": "anja.hollweg@kreditwerk.example",
    "colleague": "aylin.demirtas@kreditwerk.example",
    "manager": "jonas.wiedekind@kreditwerk.example",
}
WITHOUT_SCRIPT = {
    "author": "alexandra.rosado@lusocredito.example",  # likewise
    "moderator": "carla.semedo@lusocredito.example",
    "colleague": "pedro.vilhena@lusocredito.example",
    "manager": "miguel.figueira@lusocredito.example",
}
STARTERS = ("paulo.brandao@lusocredito.example", "alexandra.rosado@lusocredito.example")  # not in the other campaign


def sign_in(page: Page, email: str) -> None:
    """Sign in with the password, through the page."""
    page.goto("/sign-in")
    give_password(page, email)
    page.wait_for_url(lambda url: "sign-in" not in url)


def give_password(page: Page, email: str) -> None:
    """Fill in the sign-in form that the page shows, and send it."""
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form:has(input[name=password]) button[type=submit]")


def speak(page: Page, locale: str) -> None:
    """Choose a language of the interface, as the language menu does; works without script too."""
    token = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    here = {"Origin": page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2]}
    answer = page.request.post(
        "/language", form={"locale": locale, "next": "/", "csrf_token": token}, headers=here, max_redirects=0
    )
    assert answer.status == 303, answer.status


def told(page: Page, text: str) -> None:
    """Wait for a notice that says this: it is made just after the act, not within it."""
    for _ in range(NOTICE_SECONDS * 2):
        page.goto("/notifications")
        if page.locator("main .told li", has_text=text).count():
            return
        page.wait_for_timeout(500)
    message = f"no notice says: {text}"
    raise AssertionError(message)
