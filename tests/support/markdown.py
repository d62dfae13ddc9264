"""Markdown pages: their links, their code blocks, and running those as a reader would."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_ANCHOR = re.compile(r'<a id="([^"]+)">')


@dataclass(frozen=True)
class Block:
    """A code block.

    Attributes:
        language: first word behind the fence.
        title: the file it is to be written to, "" for none.
        code: its text.
        line: where it begins.
    """

    language: str
    title: str
    code: str
    line: int


def pages():
    """Return all pages of the repository that people read."""
    return [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def blocks(page):
    """Return the code blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        language, *attributes = shlex.split(match["info"]) or [""]
        title = dict(item.split("=", 1) for item in attributes).get("title", "")
        found.append(Block(language, title, match["code"], text.count("\n", 0, match.start()) + 1))
    return found


def prose(page):
    """Return the text of a page without its code blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def links(page):
    """Return the targets of a page's links."""
    return _LINK.findall(prose(page))


def anchors(page):
    """Return what links may point to within a page: headings as GitHub names them, and explicit anchors."""
    text = prose(page)
    slugs = {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in _HEADING.findall(text)}
    return slugs | set(_ANCHOR.findall(text))


@dataclass
class Reader:
    """Somebody who does what a page says, in a folder of their own.

    Attributes:
        folder: the folder.
        environment: variables of the commands.
        replaced: texts of the page -> what stands for them here, such as a free port.
    """

    folder: Path
    environment: dict[str, str]
    replaced: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.servers: list[subprocess.Popen] = []
        self.commands: list[str] = []

    def follow(self, page):
        """Write the files of a page and run its commands, in order."""
        for block in blocks(page):
            code = block.code
            for text, other in self.replaced.items():
                code = code.replace(text, other)
            if block.title:
                self._write(block.title, code)
            elif block.language == "console":
                for command, expected in _commands(code):
                    self._do(command, expected, f"{page.name}:{block.line}")

    def follow_command(self, command, *expected):
        """Run a command, and look for lines that it must print."""
        self._do(command, expected, "command")

    def _write(self, title, code):
        path = self.folder / title
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")

    def _do(self, command, expected, where):
        self.commands.append(command)
        if command.startswith("export "):
            name, value = command.removeprefix("export ").split("=", 1)
            self.environment[name] = value.replace("$PWD", str(self.folder))
        elif command.startswith("trivium serve"):
            self._serve(command, expected, where)
        else:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", command],
                cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            output = done.stdout + done.stderr
            assert done.returncode == 0, f"{where}: {command} ended with {done.returncode}:\n{output}"
            for line in expected:
                assert line in output, f"{where}: {command} did not print {line!r} but:\n{output}"

    def _serve(self, command, expected, where):
        log = self.folder / f"server-{len(self.servers)}.log"
        with log.open("w") as stream:
            server = subprocess.Popen(
                ["bash", "-c", f"exec {command}"],
                cwd=self.folder, env={**self.environment, "PYTHONUNBUFFERED": "1"}, stdout=stream, stderr=stream,
            )  # fmt: skip
        self.servers.append(server)
        deadline = time.monotonic() + 60
        while not all(line in log.read_text() for line in expected):
            assert server.poll() is None, f"{where}: {command} ended:\n{log.read_text()}"
            assert time.monotonic() < deadline, f"{where}: {command} did not print {expected!r} but:\n{log.read_text()}"
            time.sleep(0.1)
        while not _answers(int(self.environment["TRIVIUM_HTTP_PORT"])):
            assert server.poll() is None, f"{where}: {command} ended:\n{log.read_text()}"
            assert time.monotonic() < deadline, f"{where}: {command} does not answer:\n{log.read_text()}"
            time.sleep(0.1)

    def close(self):
        """Stop the servers."""
        for server in self.servers:
            server.send_signal(signal.SIGTERM)
        for server in self.servers:
            server.wait(timeout=60)


def _answers(port):
    """Tell whether somebody listens at a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _commands(code):
    """Yield each command of a console block with the lines that it is said to print."""
    command, expected = "", []
    for line in code.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, expected
            command, expected = line.removeprefix("$ "), []
        elif line.strip() and line.strip() != "...":
            expected.append(line.strip())
    if command:
        yield command, expected


def reader_environment(server, port):
    """Return the variables of a reader who has the project's commands and a PostgreSQL of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIVIUM_", "ODOO_", "PG"))}
    return {
        **kept,
        "PATH": f"{ROOT / '.venv' / 'bin'}:{kept['PATH']}",
        "TRIVIUM_DATA_DIR": str(server.data_dir),
        "TRIVIUM_HTTP_PORT": str(port),
    }
