"""How long a simulated clinic takes to load. `make bench`, or `python bench/simulate.py --patients 60 --weeks 8`.

It loads into an empty folder of its own with an embedded database, and removes the folder afterwards.
"""

import argparse
import os
import platform
import tempfile
import time
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the loading of a simulated clinic.")
    parser.add_argument("--patients", type=int, default=500)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "stepwell.settings"
    os.environ.pop("DATABASE_URL", None)  # never into a clinic that is there
    os.environ.pop("DATABASE_OWNER_URL", None)
    with tempfile.TemporaryDirectory(prefix="stepwell-bench-") as home:
        os.environ["STEPWELL_HOME"] = home
        from stepwell.doors.cli.database import at_hand

        with at_hand():
            import django

            django.setup()
            report(asked)


def report(asked: argparse.Namespace) -> None:
    """Load, and print one `name: value` a line."""
    from stepwell.doors.cli.simulation import demo

    wall, python = time.monotonic(), time.process_time()
    outcome = demo.load(**vars(asked), until=None, title="Simulating")
    python = time.process_time() - python
    wall = time.monotonic() - wall
    rows = count_rows()
    lines: dict[str, Any] = {
        "patients": asked.patients,
        "weeks": asked.weeks,
        "seed": asked.seed,
        "people": outcome["people"],
        "rows": rows,
        "seconds wall": f"{wall:.1f}",
        "seconds CPU python": f"{python:.1f}",
        "seconds CPU database": database_seconds(),
        "rows per second wall": f"{rows / wall:.0f}",
        "machine": machine(),
    }
    print("\n".join(f"{name}: {value}" for name, value in lines.items()))


def count_rows() -> int:
    """Rows in all of Stepwell's tables."""
    from django.apps import apps

    ours = [model for model in apps.get_models() if model.__module__.startswith("stepwell.")]
    return sum(model._base_manager.count() for model in ours)


def database_seconds() -> str:
    """CPU of the server process behind our connection, where the system tells (Linux)."""
    from django.db import connection

    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return "unknown"
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return f"{(int(user) + int(system)) / TICKS:.1f}"


def machine() -> str:
    """Processor, cores, load when it ended, Python."""
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    return f"{platform.machine()}, {os.cpu_count()} cores, {load}, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    main()
