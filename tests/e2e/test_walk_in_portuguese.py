"""From an invitation to the thanks, in Portuguese and on a phone, by what the screen says and nothing else."""

from __future__ import annotations

import quopri
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Look, overflow_px
from tests.e2e.conftest import OpenPage
from tests.e2e.people import MODERATOR, speak

PHONE = Look(locale="pt-PT", width=390, height=844)
GUEST = "sara.lobo@lusocredito.example"
CAMPAIGN = "Olhar em volta: como emprestam os outros"
MISSION = "Conhecer a aplicação de um concorrente"
TITLE = "A Credímetro é imbatível a dizer o preço do crédito"
BODY = "Escreve quanto custa o crédito numa frase simples: recebe tanto, devolve tanto, a diferença é o preço."
IBAN = " Experimentei com o PT50 0002 0123 1234 5678 9015 4."
MAIL_SECONDS = 60


def press(page: Page, words: str) -> None:
    """Press the button that says exactly this."""
    page.get_by_role("button", name=words, exact=True).click()


def follow(page: Page, words: str) -> None:
    """Follow the first link that says exactly this."""
    page.get_by_role("link", name=words, exact=True).first.click()


def sees(page: Page, *words: str) -> None:
    """Wait for each of these words, on a page that is no wider than the phone."""
    for each in words:
        expect(page.locator("main")).to_contain_text(each)
    assert overflow_px(page) == 0


def invited(page: Page, server_folder: Path) -> str:
    """Let an ambassador invite a colleague; return the path that the mail gives."""
    page.goto("/recruiting")
    speak(page, PHONE.locale)  # whatever language this account was left in
    page.goto("/recruiting")
    follow(page, CAMPAIGN)
    follow(page, "Convidar colegas")
    page.get_by_label("Colar uma lista").fill(GUEST)
    press(page, "Verificar a lista")
    sees(page, "1\u00a0colega vai receber um convite.", GUEST)
    press(page, "Enviar 1\u00a0convite")
    sees(page, "Os seus convites")
    for _ in range(MAIL_SECONDS * 2):
        for mail in (server_folder / "mail").glob("*"):
            text = quopri.decodestring(mail.read_bytes()).decode(errors="replace")
            found = re.search(r"/invitation/[\w.-]+", text)
            if found and f"To: {GUEST}" in text:
                return found.group()
        page.wait_for_timeout(500)
    pytest.fail("no mail invites")


def join(page: Page, invitation: str) -> None:
    """Make an account, answer what is asked, agree to the charter, and take part."""
    page.goto(invitation)
    sees(page, CAMPAIGN, "Inês Carvalhal convida a participar.")
    page.get_by_label("Nome").fill("Sara Lobo")
    press(page, "Criar a minha conta e continuar")
    sees(page, "Cada contributo tem resposta no prazo de 5 dias úteis", "Nenhum número sobre menos de 5 pessoas.")
    press(page, "Participar na campanha")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Li este texto e concordo.").check()
    page.get_by_label("Um telemóvel Android").check()
    page.get_by_label("Não", exact=True).check()
    press(page, "Participar na campanha")
    sees(page, "Boas-vindas: já está a participar.")


def play_and_pause(page: Page) -> None:
    """Do the first step, then put the phone away."""
    follow(page, MISSION)
    sees(page, "O que viu?", "A sua proteção")
    follow(page, "Passo a passo")
    sees(page, "Pode", "Não pode")
    page.get_by_label("Li o que posso e não posso fazer, e vou respeitá-lo.").check()
    press(page, "Confirmar e começar")
    sees(page, "Passo 1 de 3", "Mais ninguém vê o seu progresso.")
    press(page, "Feito")
    sees(page, "Passo 2 de 3")
    follow(page, "Início")
    sees(page, CAMPAIGN)


def write_a_draft(page: Page) -> None:
    """Come back to the same step, and write until the train enters a tunnel."""
    follow(page, MISSION)
    follow(page, "Passo a passo")
    sees(page, "Passo 2 de 3")
    follow(page, "Tenho algo a dizer")
    page.get_by_label("Problema", exact=True).check()
    page.get_by_label("Numa linha").fill(TITLE)
    page.get_by_label("O que viu, o que esperava ou o que sugere").fill(BODY)
    sees(
        page,
        "Pode apoiar um deles em vez de o escrever de novo",
        "A Credímetro pede o rendimento antes de mostrar um preço",
    )
    page.get_by_text("Quem pode saber que vem de si?").first.click()
    page.get_by_label("O meu nome só é conhecido pela moderação").first.check()
    press(page, "Guardar para mais tarde")
    sees(page, TITLE)


def send(page: Page) -> None:
    """Go on with the draft, mask what looks like an account, and send it."""
    follow(page, TITLE)
    title, body = page.get_by_label("Numa linha"), page.get_by_label("O que viu, o que esperava ou o que sugere")
    expect(title).to_have_value(TITLE)
    expect(body).to_have_value(BODY)
    body.fill(BODY + IBAN)
    press(page, "Enviar")
    sees(page, "PT50")
    page.get_by_label("Ocultar").first.check()
    press(page, "Enviar")
    sees(page, "Agradecemos o seu contributo", "Foi prometida uma resposta até")


def test_from_the_invitation_to_the_thanks(open_page: OpenPage, server_folder: Path) -> None:
    ambassador = open_page(PHONE, MODERATOR)
    page = open_page(PHONE)
    join(page, invited(ambassador, server_folder))
    play_and_pause(page)
    write_a_draft(page)
    send(page)
