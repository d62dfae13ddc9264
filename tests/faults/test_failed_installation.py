"""A full disk or a lost connection during an installation: one clear error, and everything as it was before."""

from __future__ import annotations

import ctypes
import os

import pytest
from tests.support.addons import addon_folder, environment, installed_database
from tests.support.dumps import content

from trivium.data.postgres import close_db, db_connect
from trivium.modules import lifecycle
from trivium.modules.errors import DataFileError
from trivium.modules.lifecycle.loading import ConnectionLostError
from trivium.orm.registry import Registry
from trivium.tools.config import config

ATTACHMENTS = "".join(
    f'<record id="a{n}" model="ir.attachment"><field name="name">a{n}</field>'
    f'<field name="datas" type="base64" file="heavy/static/file{n}.bin"/></record>'
    for n in range(8)
)
FILES = {"data.xml": f"<odoo>{ATTACHMENTS}</odoo>", **{f"static/file{n}.bin": f"{n}" * 40_000 for n in range(8)}}


@pytest.fixture
def addons(tmp_path):
    """A folder on the addons path."""
    with addon_folder(tmp_path) as folder:
        yield folder


@pytest.fixture
def db(base_template):
    """The name of a database with `base`, for one test."""
    with installed_database(base_template) as name:
        yield name


@pytest.fixture
def small_disk(tmp_path_factory):
    """Let the files of databases lie on a disk of 128 KiB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs the rights of root")
    libc = ctypes.CDLL(None, use_errno=True)
    path = tmp_path_factory.mktemp("disk")
    if libc.mount(b"tmpfs", bytes(path), b"tmpfs", 0, b"size=128k") != 0:
        pytest.skip(f"mounting is not allowed here: {os.strerror(ctypes.get_errno())}")
    before = config["data_dir"]
    config["data_dir"] = str(path)
    yield path
    config["data_dir"] = before
    libc.umount2(bytes(path), 2)


def test_a_full_disk_leaves_the_database_as_it_was(db, addons, small_disk):
    addons.write("heavy", FILES, depends=["base"], data=["data.xml"])
    Registry(db)
    before = content(db)
    with pytest.raises(DataFileError, match=r"data\.xml.*record heavy\.a\d .*the disk of the server is full"):
        lifecycle.install(db, ["heavy"])
    assert content(db) == before
    assert not list(small_disk.rglob("*.part*")), "nothing half written stays"
    config["data_dir"] = str(addons.root.parent / f"{addons.root.name}-files")  # a disk with room
    lifecycle.install(db, ["heavy"])
    with environment(db) as env:
        assert env.ref("heavy.a7").raw == b"7" * 40_000


def test_a_lost_connection_leaves_the_database_as_it_was(db, addons):
    addons.write("heavy", FILES, depends=["base"], data=["data.xml"])
    Registry(db)
    before = content(db)

    def cut(_name, _position, _total):
        with db_connect("postgres").cursor() as cr:
            cr.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND backend_type = 'client backend'",  # who vacuums is another's
                [db],
            )

    Registry.signaling.stop(db)
    with pytest.raises(ConnectionLostError, match=f"connection to the database '{db}' was lost.*as it was.*again"):
        lifecycle.install(db, ["heavy"], progress=cut)
    close_db(db)
    assert content(db) == before
    lifecycle.install(db, ["heavy"])
    with environment(db) as env:
        assert env.ref("heavy.a0").file_size == 40_000
