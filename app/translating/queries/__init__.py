"""Reads of the translation bench."""

from app.translating.queries.bench import (
    PAGE_SIZE,
    Bench,
    BenchPage,
    BenchText,
    CampaignToTranslate,
    LanguageProgress,
    all_texts,
    bench_page,
    bench_texts_of,
    campaigns_to_translate,
    next_to_do,
    text_on_bench,
)

__all__ = [
    "PAGE_SIZE",
    "Bench",
    "BenchPage",
    "BenchText",
    "CampaignToTranslate",
    "LanguageProgress",
    "all_texts",
    "bench_page",
    "bench_texts_of",
    "campaigns_to_translate",
    "next_to_do",
    "text_on_bench",
]
