"""Files go by the scanner of viruses before they are kept; secrets come from files."""

import io
import socket
import struct
import threading
from pathlib import Path

import pytest

from trivium.data.errors import FilestoreError
from trivium.data.filestore import Filestore
from trivium.tools.config import SettingError, config
from trivium.tools.config import _sources as sources
from trivium.tools.viruses import InfectedError, ScannerError, check_file

BAD = b"this is what harms"


class Scanner:
    """Speaks as clamd does; finds `BAD`, refuses what is longer than 1 MB, keeps what it was shown."""

    def __init__(self, listening):
        self.listening = listening
        self.seen = []
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _address = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as reader:
                connection.sendall(self.answer(reader) + b"\0")

    def answer(self, reader):
        assert reader.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", reader.read(4))[0]:
            content += reader.read(size)
            if len(content) > 2**20:
                return b"INSTREAM size limit exceeded. ERROR"
        self.seen.append(content)
        return b"stream: Test.Bad FOUND" if BAD in content else b"stream: OK"


@pytest.fixture(params=["unix", "host"])
def scanner(request, tmp_path, monkeypatch):
    if request.param == "unix":
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(str(tmp_path / "clamd"))
        listening.listen()
        address = f"unix:{tmp_path / 'clamd'}"
    else:
        listening = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{listening.getsockname()[1]}"
    monkeypatch.setitem(config, "virus_scanner", address)
    started = Scanner(listening)
    yield started
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    started.thread.join(30)


def test_good_content_is_seen_whole_and_can_be_read_again(scanner):
    content = bytes(range(256)) * 1000
    stream = io.BytesIO(content)
    check_file(stream)
    assert scanner.seen == [content]
    assert stream.read() == content


def test_bad_content_is_refused_by_its_name(scanner, caplog):
    with pytest.raises(InfectedError, match=r"Test\.Bad"):
        check_file(io.BytesIO(b"before " + BAD + b" after"))
    assert len(scanner.seen) == 1
    assert "file_refused" in caplog.text


def test_what_is_too_long_for_the_scanner_was_not_looked_at(scanner):
    with pytest.raises(ScannerError, match="size limit exceeded"):
        check_file(io.BytesIO(bytes(3 * 2**20)))
    assert scanner.seen == []


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd", "127.0.0.1:9", "nonsense"])
def test_a_scanner_that_is_gone_lets_nothing_pass(address, monkeypatch):
    monkeypatch.setitem(config, "virus_scanner", address)
    with pytest.raises(ScannerError, match="does not answer"):
        check_file(io.BytesIO(b"content"))


def test_without_a_scanner_nothing_is_asked(monkeypatch):
    monkeypatch.setitem(config, "virus_scanner", "")
    check_file(io.BytesIO(BAD))


def test_a_secret_comes_from_a_file(tmp_path):
    path = tmp_path / "key"
    path.write_text("of the vault\n")
    assert sources.environment({"TRIVIUM_SECRET_KEY_FILE": str(path)}) == {"secret_key": "of the vault"}
    both = {"TRIVIUM_SECRET_KEY_FILE": str(path), "TRIVIUM_SECRET_KEY": "by itself"}
    assert sources.environment(both) == {"secret_key": "by itself"}
    password = {"TRIVIUM_DB_PASSWORD_FILE": str(path), "PGPASSWORD": "of the ecosystem"}
    assert sources.environment(password) == {"db_password": "of the vault"}


def test_a_file_that_is_missing_is_told():
    with pytest.raises(SettingError, match="TRIVIUM_SECRET_KEY_FILE cannot be read"):
        sources.environment({"TRIVIUM_SECRET_KEY_FILE": str(Path("/nowhere/key"))})


def test_a_damaged_file_gives_way_to_the_same_content(tmp_path):
    store = Filestore(tmp_path)
    name = store.put(b"whole")
    store.path(name).chmod(0o640)
    store.path(name).write_bytes(b"damaged")
    assert store.put(b"whole") == name
    assert store.get(name) == b"whole"


def test_another_content_of_the_same_digest_is_refused(tmp_path, monkeypatch):
    store = Filestore(tmp_path)
    name = store.put(b"first")
    monkeypatch.setattr("trivium.data.filestore._copy", lambda stream, file: file.write(stream.read()) and name[3:])
    with pytest.raises(FilestoreError, match="refused"):
        store.put(b"second")
    assert store.get(name) == b"first"
