"""Take the pictures of the documentation: a server of its own, the demonstration, one page per picture.

``make screenshots`` takes all of them, ``make screenshots ARGS="home queue"`` some.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page
from sqlalchemy import select

from app import create_app
from app.core import clock
from app.demo.pictures import Shot, draw
from app.jobs.models import Job
from app.jobs.run import Task
from app.notifications.jobs import mail_digest
from app.notifications.service import DIGEST_JOB, plan_digests
from app.policy.actor import SYSTEM
from app.web.database import current_session
from config import Settings
from tests.e2e.browser import Look, chromium, window
from tests.e2e.people import CENTRAL, sign_in, speak
from tests.e2e.prepared import answer, opened
from tests.e2e.server import demonstration, environment
from tests.e2e.visits import CAMPAIGN, FORM, UNFOLD_ALL

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
MAX_BYTES = 200_000
COLOURS = 256  # a palette: hardly a difference to see, and half the bytes
PHONE_WIDTH = 390
FRIDAY = 5


def stay(_page: Page) -> None:
    """Change nothing before the picture is taken."""


def write(page: Page) -> None:
    """Fill in the form as a tester would."""
    page.locator("[name=kind][value=problem]").check()
    page.locator("[name=title]").fill("A prestação muda quando volto atrás")
    page.locator("[name=body]").fill(
        "Escolhi 48 meses, vi a prestação e voltei ao passo anterior para corrigir o montante. "
        "Quando avancei de novo, o prazo estava outra vez em 84 meses e só reparei no fim."
    )
    page.locator("details:has([name=step])").evaluate("fold => { fold.open = true; }")
    page.locator("[name=step]").select_option(index=2)
    page.locator("[name=rating][value='2']").check()
    page.locator("details:has([name=step])").evaluate("fold => { fold.open = false; }")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("scrollTo(0, 0)")


def cover(page: Page) -> None:
    """Cover a name and an account on a screenshot, before it is sent."""
    lines = ("Titular: Rui Tavares", "PT50 0002 0123 1234", "Prazo: 48 meses", "127,40 EUR por mes")
    shot = draw(Shot("Simulador", lines, "Continuar", 3, ""), datetime(2026, 11, 12, 8, 41, tzinfo=UTC))
    page.locator(".fold").evaluate_all(UNFOLD_ALL)
    page.locator("input[type=file][multiple]").set_input_files(
        [FilePayload(name="ecra.png", mimeType="image/png", buffer=shot)]
    )
    page.locator("[data-cover]").click()
    place = page.locator("[data-sheet]").bounding_box()
    assert place is not None
    for left, right, top, bottom in ((0.31, 0.83, 0.2, 0.265), (0.05, 0.86, 0.325, 0.395)):
        page.mouse.move(place["x"] + left * place["width"], place["y"] + top * place["height"])
        page.mouse.down()
        page.mouse.move(place["x"] + right * place["width"], place["y"] + bottom * place["height"], steps=4)
        page.mouse.up()


def write_private_data(page: Page) -> None:
    """Send what looks like somebody's data, and choose what becomes of the first."""
    page.locator("[name=kind][value=problem]").check()
    page.locator("[name=title]").fill("O IBAN é recusado quando tem espaços")
    page.locator("[name=body]").fill(
        "Escrevi PT50 0000 0000 1234 5678 9003 8, com espaços, e foi recusado. Liguei ao +351 912 345 678 e disseram "
        "que sem espaços funciona."
    )
    page.locator("details:has(> .form [name=identity])").evaluate("fold => { fold.open = true; }")
    page.locator("[name=identity][value=confidential]").check()
    page.locator(".send-bar .gold").click()
    page.wait_for_load_state()
    page.locator(".found [value=mask]").first.check()
    page.evaluate("document.activeElement.blur()")
    page.evaluate("scrollTo(0, 0)")


def open_conversation(page: Page) -> None:
    """Follow the first contribution of the list: one that was answered and decided."""
    page.locator("article h3 a").first.click()
    page.wait_for_load_state()


def open_last_summary(page: Page) -> None:
    """Follow the wave at the end, which says what changed since the first."""
    page.goto(page.locator("main .rows a").last.evaluate("link => link.href"))


def open_merge(page: Page) -> None:
    """Follow the first contribution of the list to what could be the same."""
    open_conversation(page)
    page.goto(page.locator("a[href$='/merge']").first.evaluate("link => link.href"))


def open_poster(page: Page) -> None:
    """Follow the first code of the list to its poster."""
    page.goto(page.locator("a[href$='/poster']").first.evaluate("link => link.href"))


def open_outdated(page: Page) -> None:
    """Follow the first text of the list: its source changed after it was translated."""
    page.goto(page.locator("main .rows a[href*='/translations/']").first.evaluate("link => link.href"))


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks at which page, in which language, in a window of which size."""

    name: str
    email: str
    path: str
    locale: str
    width: int = 1440
    height: int = 985
    prepare: Callable[[Page], None] = stay


PICTURES = (
    Picture("home", "rachel.whitcombe@kreditwerk.example", "/", "en", height=1090),
    Picture("manager-home", "miguel.figueira@lusocredito.example", "/", "pt-PT", height=1330),
    Picture("campaign", "pedro.vilhena@lusocredito.example", CAMPAIGN, "fr"),
    Picture("form-phone", "ricardo.moleiro@lusocredito.example", FORM, "pt-PT", PHONE_WIDTH, 1310, write),
    Picture("redaction", "ricardo.moleiro@lusocredito.example", FORM, "pt-PT", PHONE_WIDTH, 844, cover),
    Picture("warnings", "ricardo.moleiro@lusocredito.example", FORM, "pt-PT", PHONE_WIDTH, 1700, write_private_data),
    Picture("queue", "miguel.figueira@lusocredito.example", "/moderation", "pt-PT", height=1080),
    Picture(
        "conversation",
        "ricardo.moleiro@lusocredito.example",
        f"{CAMPAIGN}/feedback?q=Restschuldversicherung",
        "en",
        height=1400,
        prepare=open_conversation,
    ),
    Picture("dashboard", "matthias.brandhorst@kreditwerk.example", "/entities/kreditwerk/dashboard", "de", height=1330),
    Picture("player", "ricardo.moleiro@lusocredito.example", f"{CAMPAIGN}/missions/2/play", "pt-PT", PHONE_WIDTH, 844),
    Picture(
        "questionnaire",
        "telmo.barroca@lusocredito.example",
        f"{CAMPAIGN}/questionnaires/1/answer",
        "pt-PT",
        PHONE_WIDTH,
        844,
    ),
    Picture("mine", "ricardo.moleiro@lusocredito.example", "/mine", "pt-PT"),
    Picture(
        "poster",
        "ines.carvalhal@lusocredito.example",
        f"{CAMPAIGN}/editions/lusocredito/links",
        "pt-PT",
        height=1220,
        prepare=open_poster,
    ),
    Picture("summary", "claire.montagnier@horizon.example", f"{CAMPAIGN}/questionnaires/3/summary", "fr", height=1250),
    Picture("part", "catarina.tavares@lusocredito.example", "/mine/campaigns/our-messages", "pt-PT", height=1150),
    Picture(
        "waves",
        "teresa.vasconcelos@lusocredito.example",
        "/campaigns/our-messages/summaries",
        "pt-PT",
        height=1180,
        prepare=open_last_summary,
    ),
    Picture("promise", "miguel.figueira@lusocredito.example", "/answers", "pt-PT", height=1080),
    Picture(
        "merge",
        "miguel.figueira@lusocredito.example",
        f"{CAMPAIGN}/feedback?sort=me-too&entity=lusocredito",
        "pt-PT",
        height=1250,
        prepare=open_merge,
    ),
    Picture("notifications", "catarina.tavares@lusocredito.example", "/notifications", "pt-PT"),
    Picture("kit", "ines.carvalhal@lusocredito.example", "/recruiting/own-app/lusocredito/kit", "pt-PT", height=1150),
    Picture("studio", CENTRAL, "/studio", "fr"),
    Picture("assistant", CENTRAL, "/studio/une-idee-pour-nos-clients/people", "fr", height=1250),
    Picture("readiness", CENTRAL, "/campaigns/une-idee-pour-nos-clients/readiness", "fr", height=1250),
    Picture("bench", CENTRAL, "/translations/own-app/pt-PT?state=outdated", "fr", height=1100, prepare=open_outdated),
    Picture("safeguards", CENTRAL, "/products/flinkkredit/safeguards/de", "fr", height=1150),
    Picture("gate", CENTRAL, "/entities/lusocredito/gate", "fr", height=1020),
    Picture("preview", CENTRAL, "/campaigns/une-idee-pour-nos-clients/preview", "fr", height=1100),
    Picture("arabic", "samir.haddadi@lusocredito.example", CAMPAIGN, "ar"),
)


# Who gets one mail a day, in three languages.
DIGESTS = {
    "digest-pt": "rui.damasio@lusocredito.example",
    "digest-de": "birgit.stellmacher@kreditwerk.example",
    "digest-ar": "samir.haddadi@lusocredito.example",
}


def mail_digests(folder: Path) -> None:
    """Mail the digests of the next working day into the folder of the demonstration."""
    app = create_app(Settings.from_environ(environment(folder, 0)))
    at = clock.now().replace(hour=11, minute=0) + timedelta(days=1)
    while at.isoweekday() > FRIDAY:
        at += timedelta(days=1)
    with app.app_context(), clock.set_to(at):
        session = current_session()
        plan_digests(session, SYSTEM)
        for job in session.scalars(select(Job).where(Job.name == DIGEST_JOB)).all():
            mail_digest(session, Task(job.id, job.name, job.payload, 1))


def take_digest(browser: Browser, folder: Path, name: str, email: str) -> int:
    """Take the picture of the last digest that somebody was mailed; return its size in bytes.

    :raises LookupError: they were mailed none
    """
    for path in sorted((folder / "mail").glob("*"), reverse=True):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        body = mail.get_body(("html",))
        if mail["To"] == email and "digest" in mail["Message-ID"] and body is not None:
            page = browser.new_page(viewport={"width": 680, "height": 700}, color_scheme="light")
            page.set_content(body.get_content())
            content = page.screenshot()
            page.close()
            return keep(name, content)
    message = f"no digest was mailed to {email}"
    raise LookupError(message)


def take(browser: Browser, url: str, wanted: Picture) -> int:
    """Take one picture; return its size in bytes."""
    look = Look(locale=wanted.locale, width=wanted.width, height=wanted.height)
    with window(browser, url, look) as opened:
        page = opened.page
        sign_in(page, wanted.email)
        speak(page, wanted.locale)
        page.goto(wanted.path)
        wanted.prepare(page)
        content = page.screenshot()
    return keep(wanted.name, content)


def keep(name: str, content: bytes) -> int:
    """Store a picture in few bytes; return how many.

    :raises ValueError: the file is larger than a documentation page should load
    """
    path = FOLDER / f"{name}.png"
    Image.open(BytesIO(content)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    if size > MAX_BYTES:
        message = f"{path.name} has {size} bytes: {MAX_BYTES} is the limit"
        raise ValueError(message)
    return size


def main(names: list[str]) -> None:
    """Take the pictures named, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder)) as url, chromium() as browser:
        with opened(Path(folder)) as session:
            answer(session)
        for wanted in PICTURES:
            if not names or wanted.name in names:
                print(f"docs/screenshots/{wanted.name}.png: {take(browser, url, wanted) // 1000} kB")
        digests = {name: email for name, email in DIGESTS.items() if not names or name in names}
        if digests:
            mail_digests(Path(folder))
        for name, email in digests.items():
            print(f"docs/screenshots/{name}.png: {take_digest(browser, Path(folder), name, email) // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
