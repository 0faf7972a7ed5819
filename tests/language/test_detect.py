"""The language of a contribution is told, or honestly not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.language.detect import detect, warm_up
from app.language.names import KNOWN, UNDETERMINED, base_language

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


@pytest.mark.parametrize("code", KNOWN)
def test_tells_each_language(code: str) -> None:
    assert detect(SENTENCES[code]) == code


@pytest.mark.parametrize("text", ["", " \n", "ok", "12345", "👍👍", "https://bank.example/a/b", "...", "\ud800"])
def test_what_tells_nothing_stays_undetermined(text: str) -> None:
    assert detect(text) == UNDETERMINED


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    assert detect(SENTENCES["de"] * 20_000) == "de"


def test_threads_share_one_model() -> None:
    warm_up()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(detect, list(SENTENCES.values()) * 20))
    assert found == list(SENTENCES) * 20


@pytest.mark.parametrize(("locale", "language"), [("pt-PT", "pt"), ("pt_PT", "pt"), ("en", "en"), ("AR", "ar")])
def test_a_locale_has_a_language(locale: str, language: str) -> None:
    assert base_language(locale) == language
