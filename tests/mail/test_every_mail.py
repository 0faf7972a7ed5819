"""Every mail about an account is rendered in every language, one after the other in one process."""

from __future__ import annotations

import pytest
from flask import Flask

from app.mail.render import Rendered, render_mail
from config import LOCALES
from tests.architecture import source

MAILS = sorted(path.stem for path in (source.APP / "accounts" / "templates" / "mail").glob("*.html"))


@pytest.mark.parametrize("name", MAILS)
def test_it_is_rendered_in_every_language(app: Flask, name: str) -> None:
    mails: dict[str, Rendered] = {}
    for locale in (*LOCALES, *LOCALES):
        with app.app_context():
            mail = render_mail(f"accounts/mail/{name}.html", locale, name="Ana Silva", url="https://pepite.test/x")
        assert f'lang="{locale}"' in mail.html
        assert "Ana Silva" in mail.text
        assert mails.setdefault(locale, mail) == mail
    assert len({mail.text for mail in mails.values()}) == len(LOCALES)
    assert len({mail.subject for mail in mails.values()}) > len(LOCALES) / 2, "near languages may share a few words"
