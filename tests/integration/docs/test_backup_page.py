"""The commands of the page on backups."""

import os

from tests.support.markdown import DOCS, Reader, reader_environment

from trivium.data import databases

PAGE = DOCS / "how-to" / "back-up-and-restore.md"


def test_the_commands_of_the_page_work_and_leave_nothing(server, tmp_path):
    name = f"test_shop_{os.getpid()}"
    reader = Reader(tmp_path, reader_environment(server, 0), {"shop": name})
    try:
        reader.follow(PAGE)
        assert (tmp_path / f"{name}.zip").stat().st_size > 10_000
        assert not list(tmp_path.glob("*.part"))
        assert not [found for found in databases.list_names() if found.startswith(name)]
    finally:
        for suffix in ("", "_copy", "_test"):
            databases.drop(name + suffix)
