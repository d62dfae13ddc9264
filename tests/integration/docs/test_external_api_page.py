"""The programs of the page on the external API, run against a server."""

import pytest
from tests.support.markdown import DOCS, Reader, blocks, reader_environment
from tests.support.served import served_database

PAGE = DOCS / "how-to" / "call-the-external-api.md"

# the programs of the page leave their connections to the garbage collector, as programs do
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def served(server):  # noqa: ARG001 - it must run
    """A server with base and web."""
    with served_database("web") as running:
        yield running


def test_the_programs_print_what_the_page_says(server, served, tmp_path):
    reader = Reader(
        tmp_path,
        reader_environment(server, served.port),
        {
            '"demo"': f'"{served.db}"',
            "-d demo": f"-d {served.db}",
            ":8069": f":{served.port}",
            "8069": str(served.port),
        },
    )
    reader.follow(PAGE)
    # the last program has no command beside it
    reader.follow_command("python by_odoorpc.py", "1")
    assert len(reader.commands) == 5
    assert all(block.title or block.language == "console" for block in blocks(PAGE))
