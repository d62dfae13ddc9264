"""`trivium test`: the tests of addons, in a throwaway database."""

import sys

import click

from trivium.cli.settings import common_options, profiled, split_names

__all__ = ["command"]


@click.command("test")
@click.option("-i", "--init", "modules", multiple=True, required=True, metavar="MODULES", help="Addons to test.")
@click.option("--tags", default="", metavar="EXPR", help="Which tests, as in --test-tags.")
@click.option("-n", "--jobs", type=int, default=1, show_default=True, help="Number of databases tested in parallel.")
@click.option("--junit", metavar="FILE", help="Write the results as JUnit XML.")
@click.option("--keep", is_flag=True, help="Keep the database.")
@click.option("--dev", is_flag=True, help="Tell of the slowest statements and of values fetched one by one.")
@common_options
def command(modules: tuple[str, ...], tags: str, jobs: int, junit: str | None, keep: bool, dev: bool) -> None:
    """Install addons in a throwaway database and run their tests; the last line counts them."""
    from trivium.testing.runner import run_tests  # noqa: PLC0415 - loads the engine, which `--help` does not need

    with profiled("tests", dev=dev):
        code = run_tests(split_names(modules), tags=tags, jobs=jobs, junit=junit, keep=keep)
    sys.exit(code)
