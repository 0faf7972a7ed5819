"""The studio, ready to print: its two lists, and the pages of the assistant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.queries import CampaignRow, LocalRow
from app.i18n import formats
from app.i18n.locale import native_name
from app.studio.queries import FramedParts, InPreparation, Template
from app.studio.types import StudioPage
from app.texts.queries import EMPTY, ReadText
from app.translating.queries import PlaceToTranslate
from app.web.parts import ChoiceLink, Passage, Row, read_passage

Texts = Mapping[int, ReadText]


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """A template in the list: what it brings, and what can be done with it."""

    row: Row
    pitch: Passage
    use_url: str  # "": it is offered no more
    edit_url: str
    switch_url: str  # retires it, or offers it again
    is_offered: bool


@dataclass(frozen=True, slots=True)
class AssistantHead:
    """Around each page of the assistant: the title, its pages, and what comes next."""

    slug: str
    title: Passage
    tabs: tuple[ChoiceLink, ...]
    place: str


def page_labels() -> dict[StudioPage, str]:
    """Return the names of the pages of the assistant."""
    return {
        StudioPage.QUESTION: _("Aim and question"),
        StudioPage.PRODUCTS: _("Products and safeguards"),
        StudioPage.MISSIONS: _("Missions and questions"),
        StudioPage.PEOPLE: _("People, promise and contract"),
        StudioPage.DATES: _("Languages and dates"),
        StudioPage.SUMMARY: _("Summary"),
    }


def preparation_labels() -> dict[StudioPage, str]:
    """Return what a campaign in preparation needs next."""
    return {
        StudioPage.QUESTION: _("Next: the question"),
        StudioPage.PRODUCTS: _("Next: what is tested"),
        StudioPage.MISSIONS: _("Next: missions"),
        StudioPage.PEOPLE: _("Next: entities that take part"),
        StudioPage.DATES: _("Next: dates"),
        StudioPage.SUMMARY: _("Next: check what is missing"),
    }


def assistant_url(page: StudioPage, slug: str) -> str:
    """Return the address of a page of the assistant."""
    return url_for(f"studio.{page.value}", slug=slug)


def next_page(page: StudioPage) -> StudioPage:
    """Return the page after a page."""
    pages = list(StudioPage)
    return pages[min(pages.index(page) + 1, len(pages) - 1)]


def assistant_head(campaign: CampaignRow, texts: Texts, page: StudioPage) -> AssistantHead:
    """Return what stands around a page of the assistant."""
    labels = page_labels()
    written = [each for each in StudioPage if each is not StudioPage.SUMMARY]  # the summary asks for nothing
    place = written.index(page) + 1 if page in written else 0
    return AssistantHead(
        slug=campaign.slug,
        title=read_passage(texts.get(campaign.title_text_id, EMPTY)),
        tabs=tuple(ChoiceLink(labels[each], assistant_url(each, campaign.slug), each is page) for each in StudioPage),
        place=_("Page %(number)s of %(count)s", number=place, count=len(written)) if place else _("Summary"),
    )


def preparation_rows(found: Iterable[InPreparation], texts: Texts, locale: str) -> tuple[Row, ...]:
    """Return the campaigns in preparation, each leading to where its assistant goes on."""
    labels = preparation_labels()
    return tuple(
        Row(
            title=read_passage(texts.get(each.title_text_id, EMPTY)),
            url=assistant_url(each.next_page, each.slug),
            details=tuple(Passage(words) for words in (*_counts(each), _editions(each)) if words),
            status=labels[each.next_page],
            when=formats.short_day(locale, each.created_at.date()),
            when_iso=each.created_at.date().isoformat(),
        )
        for each in found
    )


def template_cards(found: Iterable[Template], texts: Texts) -> tuple[TemplateCard, ...]:
    """Return the templates, those that are offered first."""
    return tuple(
        TemplateCard(
            row=Row(
                title=read_passage(texts.get(each.title_text_id, EMPTY)),
                url="",
                details=tuple(
                    Passage(words) for words in (*_brings(each), ", ".join(map(native_name, each.locales))) if words
                ),
                status="" if each.is_offered else _("No longer offered"),
            ),
            pitch=read_passage(texts.get(each.pitch_text_id, EMPTY)),
            use_url=url_for("studio.begin", template=each.slug) if each.is_offered else "",
            edit_url=url_for("campaigns.edit", slug=each.slug),
            switch_url=url_for("studio.retire" if each.is_offered else "studio.offer", slug=each.slug),
            is_offered=each.is_offered,
        )
        for each in found
    )


def mission_rows(parts: FramedParts, texts: Texts, slug: str) -> tuple[Row, ...]:
    """Return the missions, each leading to its page."""
    return tuple(
        Row(read_passage(texts.get(text_id, EMPTY)), url_for("missions.edit", slug=slug, number=number))
        for number, text_id in parts.missions
    )


def questionnaire_rows(parts: FramedParts, texts: Texts, slug: str) -> tuple[Row, ...]:
    """Return the questionnaires, each leading to its page."""
    return tuple(
        Row(
            read_passage(texts.get(text_id, EMPTY)),
            url_for("questionnaires.questionnaire", slug=slug, questionnaire_id=number),
        )
        for number, text_id in parts.questionnaires
    )


def theme_rows(parts: FramedParts, texts: Texts) -> tuple[Row, ...]:
    """Return the themes, each leading to its page."""
    return tuple(
        Row(read_passage(texts.get(text_id, EMPTY)), url_for("themes.edit", theme_id=number))
        for number, text_id in parts.themes
    )


def language_rows(campaign: CampaignRow, found: PlaceToTranslate | None, locale: str) -> tuple[Row, ...]:
    """Return the languages of the campaign: how much of each is ready, and the page on which it is translated."""
    rows = [Row(Passage(formats.language_name(locale, campaign.source_locale)), "", status=_("Written first"))]
    rows += [
        Row(
            Passage(formats.language_name(locale, each.locale)),
            url_for("translating.bench", slug=campaign.slug, locale=each.locale),
            status=_progress_label(each.ready, each.total),
        )
        for each in (found.progress if found else ())
    ]
    return tuple(rows)


def edition_lines(campaign: CampaignRow, dates: Mapping[int, str]) -> tuple[Row, ...]:
    """Return the entities that take part, with their dates; each leads to the page of its edition."""
    return tuple(
        Row(
            Passage(each.entity_name, dir="auto"),
            url_for("campaigns.edition", slug=campaign.slug, code=each.entity_code),
            details=(Passage(", ".join(native_name(one) for one in each.locales)),),
            status=dates[each.id],
        )
        for each in campaign.editions
    )


def local_rows(campaign: CampaignRow, added: Mapping[int, LocalRow]) -> tuple[Row, ...]:
    """Return what each entity adds, in the order of the editions; each leads to the page on which it is written."""
    return tuple(
        Row(
            Passage(_("What %(entity)s adds", entity=each.entity_name)),
            url_for("campaigns.local", slug=campaign.slug, code=each.entity_code),
            details=(parts := _added(added[each.id])),
            status="" if parts else _("Nothing yet"),
        )
        for each in campaign.editions
    )


def _added(row: LocalRow) -> tuple[Passage, ...]:
    words = (
        _("Words of the entity") if row.text_ids else "",
        _("Product: %(variant)s", variant=row.variant) if row.variant else "",
        _("Contact: %(name)s", name=row.contact) if row.contact else "",
    )
    return tuple(Passage(each) for each in words if each)


def _progress_label(ready: int, whole: int) -> str:
    return _("%(ready)s of %(count)s\u00a0texts ready", ready=ready, count=whole)


def _counts(found: InPreparation) -> Sequence[str]:
    return (
        ngettext("%(num)s\u00a0product", "%(num)s\u00a0products", found.products) if found.products else "",
        ngettext("%(num)s\u00a0mission", "%(num)s\u00a0missions", found.missions) if found.missions else "",
    )


def _editions(found: InPreparation) -> str:
    if not found.editions:
        return _("No entity yet")
    whole = ngettext("%(num)s\u00a0entity", "%(num)s\u00a0entities", found.editions)
    return (
        whole if not found.opened else _("%(num)s\u00a0of %(count)s\u00a0open", num=found.opened, count=found.editions)
    )


def _brings(found: Template) -> Sequence[str]:
    return (
        ngettext("%(num)s\u00a0theme", "%(num)s\u00a0themes", found.themes) if found.themes else "",
        ngettext("%(num)s\u00a0mission", "%(num)s\u00a0missions", found.missions) if found.missions else "",
        ngettext("%(num)s\u00a0questionnaire", "%(num)s\u00a0questionnaires", found.questionnaires)
        if found.questionnaires
        else "",
    )
