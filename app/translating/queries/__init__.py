"""Reads of the translation bench."""

from app.translating.queries.bench import (
    PAGE_SIZE,
    BenchPage,
    BenchText,
    LanguageProgress,
    Neighbours,
    PlaceToTranslate,
    all_texts,
    bench_page,
    bench_texts_of,
    neighbours_of,
    places_to_translate,
    text_on_bench,
)
from app.translating.queries.glossary import TermHint, TermRow, glossary, hints_for, term_by_id
from app.translating.queries.places import Bench, TextPlace, bench_of
from app.translating.queries.sources import SOURCE_OF, SOURCES, TextSource, Thing, Whereabouts

__all__ = [
    "PAGE_SIZE",
    "SOURCES",
    "SOURCE_OF",
    "Bench",
    "BenchPage",
    "BenchText",
    "LanguageProgress",
    "Neighbours",
    "PlaceToTranslate",
    "TermHint",
    "TermRow",
    "TextPlace",
    "TextSource",
    "Thing",
    "Whereabouts",
    "all_texts",
    "bench_of",
    "bench_page",
    "bench_texts_of",
    "glossary",
    "hints_for",
    "neighbours_of",
    "places_to_translate",
    "term_by_id",
    "text_on_bench",
]
