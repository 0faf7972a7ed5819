"""The tables laid out by ``model.py`` answer like the library they come from."""

from __future__ import annotations

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from app.language.detect import Model
from app.language.names import KNOWN

TEXTS = (
    "The second photo stops the upload.",
    "La deuxième photo bloque l’envoi.",
    "Nach dem zweiten Foto bricht der Upload ab.",
    "A segunda fotografia interrompe o envio.",
    "الصورة الثانية توقف التحميل",
    "NADA QUE DECLARAR",
    "ok",
    "12 / 34",
    "\U0001f44d",
    "\ud800 half a sign",
    "Ünïcödé çà et là, ñandú y łódź",
)


@pytest.mark.slow
def test_the_short_form_answers_like_the_whole() -> None:
    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    library.set_languages(KNOWN)
    ours = Model()
    for text in TEXTS:
        (expected, sure), (code, confidence) = library.classify(text), ours.classify(text)
        assert code == expected, text
        assert confidence == pytest.approx(float(sure), abs=1e-3), text
