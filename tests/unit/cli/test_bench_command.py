"""`trivium bench`, which runs the benchmarks of the checkout."""

import subprocess
import sys

from click.testing import CliRunner

from trivium.cli import bench, cli


def run(*args):
    command = [sys.executable, "-m", "trivium.cli", "bench", *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_it_hands_its_options_to_the_benchmarks(tmp_path):
    done = run("--only", "orm,nothing", "--output", str(tmp_path / "page.md"))
    assert done.returncode == 2
    assert "there is no part nothing: choose among orm, apps, install, http" in done.stderr
    assert run("--help").returncode == 0
    assert not (tmp_path / "page.md").exists()


def test_without_the_sources_it_says_where_the_benchmarks_are(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "SOURCES", tmp_path)
    result = CliRunner().invoke(cli, ["bench"])
    assert result.exit_code == 1
    assert (
        result.output == f"Error: The benchmarks come with the sources, which are not in {tmp_path}: use a checkout.\n"
    )
