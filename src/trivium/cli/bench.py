"""`trivium bench`: how fast this machine runs the platform."""

import subprocess
import sys
from pathlib import Path

import click

import trivium

__all__ = ["command"]

SOURCES = Path(trivium.__file__).resolve().parents[2]
"""The checkout, where the platform runs from one."""


@click.command("bench", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Measure the platform beside the same work done without it, by the benchmarks of a checkout; see its --help."""
    if not (SOURCES / "bench" / "__main__.py").is_file():
        raise click.ClickException(f"The benchmarks come with the sources, which are not in {SOURCES}: use a checkout.")
    run = [sys.executable, "-m", "bench", *arguments]
    sys.exit(subprocess.run(run, cwd=SOURCES, check=False).returncode)  # noqa: S603 - the caller's own arguments
