"""The whole journey in a browser that runs no script: nothing is lost but comfort."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.browser import Look, follow
from tests.e2e.conftest import OpenPage
from tests.e2e.people import CAMPAIGN, WITHOUT_SCRIPT, sign_in, told
from tests.e2e.pictures import picture
from tests.e2e.visits import FORM

TITLE = "O botão de simular fica escondido atrás do teclado"
WORDS = "Quando escrevo o montante, o teclado tapa o botão de simular e tenho de o fechar primeiro."
QUESTION = "Em que telefone aconteceu?"
REPLY = "Num telefone pequeno, com o tipo de letra maior."
COMMENT = "Comigo também, e não percebi porquê."
ANSWER = "Obrigado. O botão passa a ficar acima do teclado na próxima versão."
ALT = "O ecrã da simulação, com o teclado aberto por cima do botão"
PHONE = (390, 844)


def enter(open_page: OpenPage, role: str, locale: str = "en") -> Page:
    """Sign somebody in, and choose a language in the menu of the phone: a <details> opens without script."""
    page = open_page(Look(script=False, width=PHONE[0], height=PHONE[1]))
    sign_in(page, WITHOUT_SCRIPT[role])
    choose(page, locale)
    return page


def choose(page: Page, locale: str) -> None:
    """Choose a language in the menu of the phone."""
    page.locator(".phone-menu summary").click()
    page.locator(f".phone-menu button[value='{locale}']").click()
    expect(page.locator("html")).to_have_attribute("lang", locale)


def write(page: Page) -> None:
    """Fill in the form: refused once without a title and an identity, then sent with two images, one described."""
    page.goto(FORM)
    page.locator("input[name=kind][value=problem]").check()
    page.locator("textarea[name=body]").fill(WORDS)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-error-summary] a")).to_have_text(["In one line", "Who may know that it comes from you?"])
    expect(page.locator("textarea[name=body]")).to_have_value(WORDS)
    expect(page.locator("input[name=kind][value=problem]")).to_be_checked()
    page.locator("textarea[name=title]").fill(TITLE)
    page.locator(".fold > summary", has_text="Step, rating and language").click()
    page.locator("input[name=rating][value='2']").check()
    page.locator("select[name=step]").select_option(index=1)
    page.locator(".fold > summary", has_text="Images").click()
    page.locator("input[type=file][multiple]").set_input_files([picture("first.png"), picture("second.png", "gold")])
    page.locator(".alts summary").click()
    page.locator(".alts textarea").first.fill(ALT)
    page.locator("input[name=identity][value=named]").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("h1")).to_have_text("Thank you")


def case(page: Page) -> Page:
    """Open the contribution in the queue: by its row in the list."""
    page.goto("/moderation")
    page.get_by_role("link", name="The whole list").click()
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("article", has_text=TITLE)).to_have_count(1)
    return page


def ask(page: Page) -> None:
    """Send the contribution back with a question."""
    expect(case(page).locator("article img")).to_have_count(2)
    page.locator(".act summary", has_text="Send back").click()
    page.locator("textarea[name$=question]").fill(QUESTION)
    page.get_by_role("button", name="Send the question").click()
    expect(page.locator(".toast")).to_be_visible()


def reply(page: Page, address: str) -> None:
    """Answer the moderator's question."""
    told(page, QUESTION)
    page.goto(address)
    page.locator("form[action$='/reply'] textarea").fill(REPLY)
    page.get_by_role("button", name="Reply and send again").click()
    expect(page.locator("main")).to_contain_text(REPLY)


def publish(page: Page) -> None:
    """Publish the contribution."""
    expect(case(page).locator("article")).to_contain_text(REPLY)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("article", has_text=TITLE)).to_have_count(0)


def join_in(page: Page) -> None:
    """Say "me too" in the feed, and comment."""
    page.goto(f"/campaigns/{CAMPAIGN}/feedback")
    card = page.locator("article", has_text=TITLE)
    card.locator("button[aria-pressed]").click()
    expect(card.locator("button[aria-pressed]")).to_have_attribute("aria-pressed", "true")
    card.locator("h3 a").click()
    page.locator("#comments > form textarea").fill(COMMENT)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#comments")).to_contain_text(COMMENT)


def answer(page: Page, address: str) -> None:
    """Answer for the team."""
    page.goto(address)
    page.locator("#answer-body").fill(ANSWER)
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.locator("#answer")).to_contain_text(ANSWER)


def test_the_journey_without_script(open_page: OpenPage) -> None:
    page = enter(open_page, "author")
    page.goto(f"/campaigns/{CAMPAIGN}")
    page.get_by_role("link", name="Join the campaign").click()
    page.get_by_role("button", name="Join the campaign").click()
    write(page)
    follow(page, page.get_by_role("link", name="See your contribution"))
    address = page.url
    expect(page.locator("article.whole img").first).to_have_attribute("alt", ALT)

    moderator = enter(open_page, "moderator")
    ask(moderator)
    reply(page, address)
    publish(moderator)
    told(page, "Your contribution has been read and is published")

    join_in(enter(open_page, "colleague"))
    answer(enter(open_page, "manager"), address)
    page.goto(address)
    expect(page.locator("#comments")).to_contain_text(COMMENT)
    expect(page.locator("#answer")).to_contain_text(ANSWER)

    choose(page, "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.url == address
    expect(page.locator("article.whole h1")).to_have_attribute("dir", "ltr")
    sign_out(page, address)


def sign_out(page: Page, address: str) -> None:
    """Leave, and find the door closed."""
    page.locator(".phone-menu summary").click()
    page.locator(".phone-menu [data-signs-out] button").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    page.goto(address)
    expect(page.locator("input[name=password]")).to_be_visible()
