"""One's own settings, password and sessions."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.forms import NONE, PasswordForm, ProfileForm
from app.accounts.presenters import session_items
from app.accounts.queries import own_profile, own_sessions
from app.accounts.routes.blueprint import bp, device, settings
from app.accounts.service import change_password, edit_profile, end_all_sessions, end_session
from app.core import clock
from app.core.errors import ChangedMeanwhile, DomainError
from app.web import auth
from app.web.context import current_actor, current_identity, current_locale, current_session
from app.web.limits import count_try, forget_tries


@bp.route("/profile", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    """Show the settings, or keep the language, the time zone and the function."""
    form = _settings_form()
    if not form.validate_on_submit():
        return _page(form, PasswordForm(formdata=None)), form.http_status
    try:
        edit_profile(current_session(), current_actor(), form.to_input())
    except ChangedMeanwhile:
        form.show_beside(_settings_form(sent=False))
        return _page(form, PasswordForm(formdata=None)), form.http_status
    auth.forget_request()  # the confirmation is in the new language
    flash(_("Your settings have been saved."), "success")
    return redirect(url_for("accounts.profile"), 303)


def _settings_form(*, sent: bool = True) -> ProfileForm:
    """Return the form of language and time; ``sent`` tells that a browser may be sending it."""
    row = own_profile(current_session(), current_actor())
    values = {
        "locale": row.locale or NONE,
        "time_zone": row.time_zone or NONE,
        "function": row.function.value if row.function else NONE,
        "version": row.settings_version,
    }
    form = ProfileForm(data=values) if sent else ProfileForm(formdata=None, data=values)
    form.offer(settings().locales, current_locale(), row.entity_time_zone)
    return form


def _page(form: ProfileForm, password_form: PasswordForm) -> str:
    row = own_profile(current_session(), current_actor())
    rows = own_sessions(current_session(), current_actor())
    current_id = current_identity().session_id
    return render_template(
        "accounts/profile.html",
        form=form,
        password_form=password_form,
        profile=row,
        sessions=session_items(rows, current_id, current_locale(), clock.now()),
    )


@bp.post("/profile/password")
def new_password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    form, identity = PasswordForm(), current_identity()
    if form.validate_on_submit():
        tries = (settings().sign_in_attempts, "password of", str(identity.actor.person_id))
        count_try(*tries)
        try:
            token = change_password(current_session(), identity.actor, identity.session_id, form.to_input(device()))
        except DomainError as error:
            form.accept(error)
        else:
            forget_tries(*tries)
            auth.renew_session(token)
            flash(_("Your password has been changed. You are signed out everywhere else."), "success")
            return redirect(url_for("accounts.profile"), 303)
    return _page(_settings_form(sent=False), form), form.http_status


@bp.post("/sessions/<ident:session_id>/end")
def end_one_session(session_id: int) -> ResponseReturnValue:
    """Sign out one browser: this one, or one left open elsewhere."""
    is_current = session_id == current_identity().session_id
    end_session(current_session(), current_actor(), session_id)
    if is_current:
        auth.sign_out()
    flash(_("This browser is signed out."), "success")
    return redirect(url_for("accounts.sign_in" if is_current else "accounts.profile"), 303)


@bp.post("/sessions/end-all")
def end_every_session() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    end_all_sessions(current_session(), current_actor())
    auth.sign_out()
    flash(_("You are signed out everywhere."), "success")
    return redirect(url_for("accounts.sign_in"), 303)
