"""Compile the catalogues when the project is installed, so that one pip command gives a translated site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Write each ``messages.mo`` beside its ``messages.po``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface's signature
        """Compile what is older than its source, and tell the builder to take what git ignores."""
        for source in Path(self.root, "translations").glob("*/LC_MESSAGES/*.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                with source.open("rb") as lines:
                    catalogue = read_po(lines, locale=source.parents[1].name)
                with compiled.open("wb") as out:
                    write_mo(out, catalogue)
            build_data["artifacts"].append(f"/{compiled.relative_to(self.root).as_posix()}")
