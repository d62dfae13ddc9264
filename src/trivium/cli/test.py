"""`trivium test`: the tests of addons, in a throwaway database."""

import sys
from typing import Any

import click

from trivium.cli.settings import common_options, profiled, split_names

__all__ = ["command"]


@click.command("test")
@click.option("-i", "--init", "modules", multiple=True, required=True, metavar="MODULES", help="Addons to test.")
@click.option("--tags", default="", metavar="EXPR", help="Which tests, as in --test-tags.")
@click.option("-n", "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes.")
@click.option("--junit", metavar="FILE", help="Write the results as JUnit XML.")
@click.option("--fresh", is_flag=True, help="Install everything anew, not on a copy of what an earlier run installed.")
@click.option("--full-trace", is_flag=True, help="Show the platform's part of tracebacks too.")
@click.option("--keep", is_flag=True, help="Keep the database.")
@click.option("--dev", is_flag=True, help="Tell of the slowest statements and of values fetched one by one.")
@common_options
def command(modules: tuple[str, ...], dev: bool, **options: Any) -> None:
    """Install addons in a throwaway database and run their tests; the last line counts them.

    Code 0 if all pass, 1 if one fails or an addon cannot be installed, 2 for wrong options, 5 if tags choose none.
    """
    from trivium.testing.runner import run_tests  # noqa: PLC0415 - loads the engine, which `--help` does not need

    with profiled("tests", dev=dev):
        code = run_tests(split_names(modules), **options)
    sys.exit(code)
