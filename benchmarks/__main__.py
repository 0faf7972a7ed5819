"""Run the benchmarks and print their figures beside their goals: `python -m benchmarks [names…]`.

Without names, all of them. The exit status is 1 when a floor is missed.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time

from benchmarks.figures import print_table

OWN = ("pages", "submit", "questions", "memory", "coldstart")  # modules with run() -> list[Figure]
PROGRAMS = (
    "dashboards",
    "queue",
    "similar",
    "search",
    "digests",
    "translating",
    "groups",
    "alike",
    "reports",
    "importing",
)  # their own programs: exit status 1 means missed


def measure(name: str) -> bool:
    """Run one benchmark and print it; tell whether its floors are kept."""
    print(f"\n{name}", flush=True)
    if name in PROGRAMS:
        if name == "importing" and not os.environ.get("PEPITE_SAMPLE"):
            print("  skipped: PEPITE_SAMPLE names no file")
            return True
        return subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode == 0
    figures = importlib.import_module(f"benchmarks.{name}").run()
    print_table(figures)
    return all(figure.is_met for figure in figures)


def main() -> int:
    """Run those asked for; the exit status tells whether every floor is kept."""
    names = sys.argv[1:] or [*OWN, *PROGRAMS]
    unknown = set(names) - {*OWN, *PROGRAMS}
    if unknown:
        print(f"There is no benchmark called {', '.join(sorted(unknown))}. There are: {', '.join((*OWN, *PROGRAMS))}.")
        return 2
    began = time.monotonic()
    kept = [measure(name) for name in names]
    print(f"\n{time.monotonic() - began:.0f} s. {'Every floor is kept.' if all(kept) else 'A floor is missed.'}")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
