"""Reads of recruiting."""

from app.recruiting.queries.editions import RecruitedEdition, editions_to_recruit, joined_by_links

__all__ = ["RecruitedEdition", "editions_to_recruit", "joined_by_links"]
