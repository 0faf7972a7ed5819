"""A first campaign, in two entities and three languages, by somebody who has never seen Pépite."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from shutil import copy

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.core import clock
from tests.e2e.browser import Look, Window, follow, window
from tests.e2e.by_words import Reader
from tests.e2e.conftest import LOADED, OpenPage
from tests.e2e.people import BY_KEYBOARD, CENTRAL, NEWCOMER, SPONSOR
from tests.e2e.server import demonstration

SPONSORS = (("Português", SPONSOR), ("Deutsch", "matthias.brandhorst@kreditwerk.example"))
TESTERS = (("pt-PT", NEWCOMER), ("de", BY_KEYBOARD["author"]))
TITLE = "Where would you take out your first loan?"
ENTITIES = ("Lusocrédito", "Kreditwerk")
# What is translated, by the words it is written in: the template brings the rest in all three languages.
WORDS = {
    "pt-PT": {
        TITLE: "Onde pediria o seu primeiro crédito?",
        "Which offer would you choose, and why?": "Que oferta escolheria, e porquê?",
        "We decide in spring what we offer.": "Na primavera decidimos o que propomos.",
        "Ask for a loan of 2,000 euros": "Pedir um crédito de 2000 euros",
        "Go as far as the offer, with invented details.": "Avance até à proposta, com dados inventados.",
        "Enter the amount": "Introduzir o montante",
        "Read the offer": "Ler a proposta",
    },
    "de": {
        TITLE: "Wo würden Sie Ihren ersten Kredit aufnehmen?",
        "Which offer would you choose, and why?": "Welches Angebot würden Sie wählen, und warum?",
        "We decide in spring what we offer.": "Im Frühjahr entscheiden wir, was wir anbieten.",
        "Ask for a loan of 2,000 euros": "Einen Kredit über 2000 Euro anfragen",
        "Go as far as the offer, with invented details.": "Gehen Sie bis zum Angebot, mit erfundenen Angaben.",
        "Enter the amount": "Den Betrag eingeben",
        "Read the offer": "Das Angebot lesen",
    },
}
WORDS_TO_SIGN_IN = {
    "pt-PT": ("Endereço de e-mail", "Palavra-passe", "Iniciar sessão"),
    "de": ("E-Mail-Adresse", "Passwort", "Anmelden"),
}
PAGES, CLICKS = 60, 90  # at most; an hour leaves a minute a page
LANGUAGES = {"pt-PT": "Portuguese (Portugal)", "de": "German"}


@pytest.fixture
def open_page(running_chromium: Browser, live_server: str, server_folder: Path, tmp_path: Path) -> Iterator[OpenPage]:
    """Yield a function that opens pages of a server of its own: two entities are told of what opens here."""
    assert live_server, "it has loaded the demonstration"
    copy(server_folder / LOADED, tmp_path / "pepite.db")
    with demonstration(tmp_path) as url, ExitStack() as stack:
        opened: list[Window] = []

        def open_one(look: Look, _email: str = "") -> Page:
            opened.append(stack.enter_context(window(running_chromium, url, look)))
            return opened[-1].page

        yield open_one
        assert [complaint for one in opened for complaint in one.complaints] == []


def test_a_first_campaign_goes_online_by_what_the_pages_say(open_page: OpenPage) -> None:
    began = time.monotonic()
    central = Reader(open_page(Look()))
    central.arrive(CENTRAL)
    central.choose_language("Français", "English")
    frame(central)
    for locale, language in LANGUAGES.items():
        translate(central, language, WORDS[locale])
    sponsors: list[Reader] = []
    for language, email in SPONSORS:
        sponsors.append(Reader(open_page(Look())))
        sponsors[-1].arrive(email)
        sponsors[-1].choose_language(language, "English")
        approve(sponsors[-1])
    put_online(central)
    for locale, email in TESTERS:
        tester = Reader(open_page(Look(locale=locale)))
        read(tester, email, locale)
    tell(began, central, sponsors)


def frame(reader: Reader) -> None:
    """Go through the assistant, page by page."""
    page = reader.page
    reader.press("link", "Studio")
    reader.press("link", "Use it Discovery of competitors")
    reader.write("Title", TITLE)
    reader.write("The question you are asking", "Which offer would you choose, and why?")
    reader.write("What it is for", "We decide in spring what we offer.")
    reader.press("button", "Save and continue")
    reader.tick("Horizon Go", "FlinkKredit (competitor)")
    expect(reader.main.get_by_role("row", name="FlinkKredit Portugal")).to_contain_text("In force")
    expect(reader.main.get_by_role("row", name="FlinkKredit Germany")).to_contain_text("In force")
    reader.press("button", "Save and continue")
    reader.unfold("Create a mission")
    mission = reader.main.get_by_role("region", name="Missions")
    reader.write("Title", "Ask for a loan of 2,000 euros", within=mission)
    reader.write("What to do", "Go as far as the offer, with invented details.", within=mission)
    reader.write("Steps", "Enter the amount\nRead the offer", within=mission)
    reader.press("button", "Create the mission")
    expect(reader.main.get_by_role("link", name="Ask for a loan of 2,000 euros")).to_be_visible()
    expect(reader.main.get_by_role("link", name="Compared with ours")).to_be_visible()  # the questions of the template
    reader.press("link", "Continue")
    reader.tick(*ENTITIES)
    reader.write("Response time (working days)", "5")
    reader.write("Decision due by", day(60))
    reader.press("button", "Save and continue")
    reader.write("Recruitment starts on", day(-1))
    reader.write("Test starts on", day(7))
    reader.write("Last day of the test", day(40))
    reader.press("button", "Save and continue")
    expect(page.get_by_role("heading", name="Before it can open")).to_have_count(len(ENTITIES))


def translate(reader: Reader, language: str, words: dict[str, str]) -> None:
    """Translate what is missing in a language, one text after the other, and come back to the summary."""
    reader.press("link", "Languages and dates")
    reader.press("link", language)
    follow(reader.page, reader.main.get_by_role("link", name="Missing:"))
    follow(reader.page, reader.main.get_by_role("list").get_by_role("link").first)
    reader.clicks += 2
    for _text in words:
        source = reader.main.get_by_role("region", name="English")
        (found,) = [each for each in words if source.get_by_text(each, exact=True).count()]
        reader.write("Translation", words[found])
        reader.press("button", "Save and go on")
    reader.sees("Every text in this language is ready.")
    reader.press("link", TITLE)


def approve(reader: Reader) -> None:
    """Find on the home page that something waits for one's approval, look at it and approve."""
    expect(reader.main.get_by_role("heading", level=1)).to_contain_text("waiting for your approval")
    reader.press("link", "See what is ready")
    reader.unfold("Approve this edition")
    reader.press("button", "Approve")
    reader.sees("Approved, with your name and the date.")


def put_online(reader: Reader) -> None:
    """See that nothing is missing any more, and open both editions."""
    reader.press("link", "Studio", within=reader.page.get_by_role("banner"))
    reader.press("link", TITLE)
    reader.press("link", "Readiness")
    for entity in sorted(ENTITIES):
        edition = reader.main.get_by_role("region", name=entity, exact=True)
        if edition.get_by_text("what was promised comes first").count():
            allow(reader, edition)
        expect(edition).to_contain_text("Ready to open")
        reader.unfold(edition.locator("summary", has_text="Open this edition"))
        reader.press("button", "Open it now", within=edition)
        reader.sees(f"The edition is open: {entity} can take part.")


def allow(reader: Reader, edition: Locator) -> None:
    """Answers are late in the demonstration: let the entity open a campaign all the same, with a reason."""
    reader.unfold(edition.locator("summary", has_text="Allow it to open anyway"))
    reader.write("Last day", day(7), within=edition)
    reader.write("Reason", "The late answers are written this week.", within=edition)
    reader.press("button", "Grant the exception", within=edition)
    reader.sees("The exception has been granted. It ends by itself.")


def read(reader: Reader, email: str, locale: str) -> None:
    """Sign in as somebody who may take part, and find the campaign in one's own language."""
    reader.arrive(email, WORDS_TO_SIGN_IN[locale])
    title = WORDS[locale][TITLE]
    reader.main.get_by_role("link", name=title, exact=True).first.click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(title)
    mission = WORDS[locale]["Ask for a loan of 2,000 euros"]
    expect(reader.main).to_contain_text(mission)


def day(days: int) -> str:
    """Return a day as a field of dates takes it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def tell(began: float, central: Reader, sponsors: list[Reader]) -> None:
    """Print what the way cost; ``docs/central-team.md`` has the figures."""
    at_most = [max(getattr(one, what) for one in sponsors) for what in ("pages", "clicks")]
    print(  # noqa: T201 - for who runs it by hand
        f"first campaign: {central.pages} pages, {central.clicks} clicks, {central.fields} fields for who prepares it,"
        f" {at_most[0]} pages and {at_most[1]} clicks for each sponsor,"
        f" {time.monotonic() - began:.0f} s of a machine"
    )
    assert central.pages <= PAGES
    assert central.clicks <= CLICKS
