"""Pages of recruiting, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from app.i18n import formats
from app.links.presenters import short_address
from app.links.queries import LinkRow
from app.recruiting.queries import Candidate, InvitationRow, Preview, RecruitedEdition
from app.recruiting.types import AddressCaution, InvitationState, LineFault
from app.texts.queries import EMPTY, ReadText
from app.web.parts import ChoiceLink, Passage, Row, read_passage

PreviewLine = tuple[str, str, str]  # its number, who stands there, and what becomes of it


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """The link that somebody passes on."""

    address: str
    until_label: str
    qr_url: str
    poster_url: str
    revoke_url: str


@dataclass(frozen=True, slots=True)
class InvitationItem:
    """One invitation of the list."""

    row: Row
    again_url: str  # "": it cannot be sent again now


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What would become of a list, ready to print."""

    summary: str
    ready: tuple[PreviewLine, ...]
    refused: tuple[PreviewLine, ...]
    send_label: str  # "": there is nobody to invite


def recruited_rows(editions: Iterable[RecruitedEdition], texts: Mapping[int, ReadText]) -> list[Row]:
    """Return the editions to recruit for, as rows of a list."""
    return [
        Row(
            title=read_passage(texts.get(one.title_text_id, EMPTY)),
            url=url_for("recruiting.edition", slug=one.slug, code=one.entity_code),
            details=(Passage(one.entity_name, dir="auto"),),
        )
        for one in editions
    ]


def personal_link(rows: Iterable[LinkRow], locale: str, base_url: str) -> PersonalLink | None:
    """Return the link that works, if there is one."""
    row = next((one for one in rows if one.works), None)
    if row is None:
        return None
    return PersonalLink(
        address=short_address(row.code, base_url),
        until_label=_("It works until %(day)s.", day=formats.day(locale, row.ends_on)),
        qr_url=url_for("links.qr", link_id=row.id),
        poster_url=url_for("links.poster", link_id=row.id),
        revoke_url=url_for("links.revoke", link_id=row.id),
    )


def joined_label(came: int | None, threshold: int, locale: str) -> str:
    """Return how many people came by somebody's links, as it may be told."""
    if came is None:
        return _(
            "The number of people who joined with your links is shown once there are at least %(count)s, and at least "
            "%(count)s\u00a0other people take part.",
            count=formats.number(locale, threshold),
        )
    return ngettext(
        "At least %(count)s\u00a0person joined with your links, as of last Sunday.",
        "At least %(count)s\u00a0people joined with your links, as of last Sunday.",
        came,
        count=formats.number(locale, came),
    )


def invitation_labels() -> dict[InvitationState, str]:
    """Return the states of an invitation in words."""
    return {
        InvitationState.WAITING: _("Being sent"),
        InvitationState.SENT: _("Sent, not joined yet"),
        InvitationState.ACCEPTED: _("Account opened, not joined yet"),
        InvitationState.JOINED: pgettext("invitation", "Joined"),
        InvitationState.BOUNCED: _("Not delivered"),
    }


def invitation_items(rows: Iterable[InvitationRow], locale: str, slug: str, code: str) -> list[InvitationItem]:
    """Return invitations as rows of a list."""
    labels = invitation_labels()
    return [
        InvitationItem(
            row=Row(
                title=Passage(one.name or one.email, dir="auto"),
                url="",
                details=(Passage(one.email, dir="ltr"),) if one.name else (),
                status=labels[one.state],
                tone={InvitationState.JOINED: "good", InvitationState.BOUNCED: "late"}.get(one.state, ""),
                when=formats.short_day(locale, one.asked_on),
                when_iso=one.asked_on.isoformat(),
            ),
            again_url=url_for("recruiting.send_again", slug=slug, code=code, invitation_id=one.id)
            if one.can_be_sent_again
            else "",
        )
        for one in rows
    ]


def count_labels(counts: Mapping[InvitationState, int], locale: str) -> tuple[tuple[str, str], ...]:
    """Return how many of one's own invitations stand where: label and number of each state there is."""
    labels = invitation_labels()
    return tuple(
        (labels[state], formats.number(locale, counts[state])) for state in InvitationState if counts.get(state)
    )


def state_tabs(
    counts: Mapping[InvitationState, int], chosen: InvitationState | None, locale: str, slug: str, code: str
) -> tuple[ChoiceLink, ...]:
    """Return the list by state, with how many there are of each."""

    def tab(label: str, count: int, state: InvitationState | None) -> ChoiceLink:
        words = _("%(label)s · %(count)s", label=label, count=formats.number(locale, count))
        url = url_for("recruiting.invitations", slug=slug, code=code, state=state)
        return ChoiceLink(words, url, is_current=state is chosen)

    labels = invitation_labels()
    return (
        tab(_("All"), sum(counts.values()), None),
        *(tab(labels[state], counts[state], state) for state in InvitationState if counts.get(state)),
    )


def preview_page(preview: Preview, locale: str) -> PreviewPage:
    """Return what would become of a list, in words."""
    count = len(preview.ready)
    reasons = fault_labels()
    ready = tuple(_ready_line(one, locale) for one in preview.ready)
    refused = tuple(
        (formats.number(locale, one.number), one.written or "–", reasons[one.reason]) for one in preview.refused
    )
    sentences = [
        ngettext(
            "%(count)s\u00a0colleague will be invited.",
            "%(count)s\u00a0colleagues will be invited.",
            count,
            count=formats.number(locale, count),
        )
    ]
    if refused:
        sentences.append(
            ngettext(
                "%(count)s\u00a0line will not be sent; it is listed below with the reason.",
                "%(count)s\u00a0lines will not be sent; they are listed below with the reason.",
                len(refused),
                count=formats.number(locale, len(refused)),
            )
        )
    return PreviewPage(
        summary=" ".join(sentences),
        ready=ready,
        refused=refused,
        send_label=ngettext(
            "Send %(count)s\u00a0invitation",
            "Send %(count)s\u00a0invitations",
            count,
            count=formats.number(locale, count),
        )
        if count
        else "",
    )


def _ready_line(one: Candidate, locale: str) -> PreviewLine:
    note = ""
    if one.caution is AddressCaution.LOOKS_LIKE:
        note = _("Please check: this nearly reads %(domain)s, but is another address.", domain=one.like)
    elif one.caution is AddressCaution.UNKNOWN_DOMAIN:
        note = _("Please check: nobody in this entity has an address there.")
    who = f"{one.name} · {one.address}" if one.name else one.address
    return formats.number(locale, one.number), who, note


def fault_labels() -> dict[LineFault, str]:
    """Return why lines are not sent, in words."""
    return {
        LineFault.INVALID: _("This is not an e-mail address."),
        LineFault.MISTAKABLE: _("The address contains letters of another alphabet, which look like Latin ones."),
        LineFault.NAME: _("The name contains signs that no name has."),
        LineFault.DOUBLE: _("This address already appears above."),
        LineFault.ELSEWHERE: _("This address belongs to another entity, or its account is disabled."),
        LineFault.INVITED: _("Already invited to this campaign."),
        LineFault.JOINED: _("Has already joined, or asked to."),
        LineFault.STOPPED: _("This person does not want any invitations."),
        LineFault.TOMORROW: _("Over today’s limit. Send the same list again tomorrow: nobody is invited twice."),
    }


def sent_sentence(preview: Preview, locale: str) -> str:
    """Return what was just done."""
    count = len(preview.ready)
    if not count:
        return _("No invitation has been sent: nobody on this list can be invited now.")
    return ngettext(
        "%(count)s\u00a0invitation is on its way.",
        "%(count)s\u00a0invitations are on their way.",
        count,
        count=formats.number(locale, count),
    )
