"""The language of a contribution is told, or honestly not."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.core.languages import UNDETERMINED, base_language
from app.language.detect import detect
from config import CONTENT_LANGUAGES

SENTENCES = {
    "fr": "Le virement instantané affiche deux fois la même confirmation.",
    "en": "The transfer screen does not show the total any more.",
    "de": "Die Anwendung stürzt ab, wenn ich eine Zahlung freigebe.",
    "pt": "A aplicação não me deixa escolher a conta de destino.",
    "it": "Il bonifico non viene confermato dopo l'aggiornamento.",
    "es": "La pantalla de inicio tarda mucho en abrirse por la mañana.",
    "nl": "Ik kan mijn rekening niet meer openen sinds de laatste versie.",
    "pl": "Po aktualizacji nie mogę zatwierdzić płatności kartą.",
    "ar": "لا يعمل التطبيق بعد التحديث الأخير.",
    "ca": "No puc obrir el compte des de l'última actualització, i això és molest.",
}


@pytest.mark.parametrize("code", CONTENT_LANGUAGES)
def test_tells_each_language(code: str) -> None:
    assert detect(SENTENCES[code]) == code


@pytest.mark.parametrize("text", ["", " \n", "ok", "12345", "👍👍", "https://bank.example/a/b", "...", "\ud800"])
def test_what_tells_nothing_stays_undetermined(text: str) -> None:
    assert detect(text) == UNDETERMINED


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    assert detect(SENTENCES["de"] * 20_000) == "de"


def test_threads_agree() -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(detect, list(SENTENCES.values()) * 20))
    assert found == list(SENTENCES) * 20


@pytest.mark.parametrize(("locale", "language"), [("pt-PT", "pt"), ("pt_PT", "pt"), ("en", "en"), ("AR", "ar")])
def test_a_locale_has_a_language(locale: str, language: str) -> None:
    assert base_language(locale) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('Texto em alemão\nNo ecrã aparece: "Bitte bestätigen Sie Ihre Identität, bevor Sie absenden."', "pt"),
        ("Im Menü steht „The transfer could not be completed, please try again later“, was heißt das?", "de"),
        ("On lit « Your session has expired, please sign in again » quand je valide.", "fr"),
        ("Die Meldung lautet »Votre virement a bien été enregistré par la banque«, das verstehe ich nicht.", "de"),
        ("The page says “Bitte bestätigen Sie Ihre Identität, bevor Sie den Antrag absenden” and stops.", "en"),
        (
            "On the page there is \u2018Não foi possível concluir a operação pedida neste momento\u2019 and no button.",
            "en",
        ),
        ("The button reads 「ローンの申し込みを続ける」 instead of Continue, for all of us.", "en"),
        (
            "Depois aparece `TypeError: cannot read properties of undefined while rendering` e fica assim.",
            "pt",
        ),
        ("Voir https://bank.example/en/how-to-open-an-account-with-the-new-application pour la suite.", "fr"),
        ("“Please confirm your identity before you send the form”", "en"),
    ],
)
def test_the_words_of_others_do_not_count_beside_ones_own(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Bu uygulama çok kötü, hesab\u0131m\u0131 açam\u0131yorum.",
        "Aplicația nu mă lasă să aleg contul de destinație.",
        "Appen kraschar när jag öppnar den på morgonen.",
        "این برنامه بعد از به‌روزرسانی باز نمی‌شود",
        "Az alkalmazás nem nyílik meg a frissítés után.",
        "Приложение не открывается после обновления.",
        "アプリが開きません",
    ],
)
def test_a_language_nobody_here_reads_is_not_taken_for_another(text: str) -> None:
    assert detect(text) == UNDETERMINED


MIXED = (
    "Bitte bestätigen Sie Ihre Identität, bevor Sie den Antrag absenden. "
    "Não percebo o que isto quer dizer. Alguém sabe explicar?"
)


def test_a_text_that_mixes_is_in_the_language_its_author_is_known_for() -> None:
    assert detect(MIXED, likely=("pt",)) == "pt"
    assert detect(MIXED, likely=("de",)) == "de"
    assert detect(SENTENCES["es"], likely=("pt", "fr")) == "es"


def test_a_short_text_may_be_in_the_language_its_author_is_known_for() -> None:
    assert detect("Merci", likely=("fr",)) == "fr"
    assert detect("Merci", likely=("de",)) == UNDETERMINED


def test_a_long_text_of_signs_is_read_quickly() -> None:
    began = time.process_time()
    for sign in ("„", "«", '"', "a@", "`", "-", "a"):
        detect(sign * 100_000)
    assert time.process_time() - began < 5  # seconds


SAMPLE = os.environ.get("PEPITE_SAMPLE", "")
ENOUGH_RIGHT = 0.96
FEW_WRONG = 0.01


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLE, reason="PEPITE_SAMPLE names no file of real feedback")
def test_real_feedback_is_told_apart() -> None:
    right, wrong, number = 0, 0, 0
    for line in Path(SAMPLE).read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        found = detect(f"{item['title'] or ''}\n{item['text']}")
        number += 1
        right += found == item["lang"]
        wrong += found not in {item["lang"], UNDETERMINED}
    assert right / number >= ENOUGH_RIGHT
    assert wrong / number <= FEW_WRONG
