"""Attachments: content in the filestore, types of content, and access through the record they belong to."""

import base64
import io

import pytest
from PIL import Image

from trivium.exceptions import AccessError, MissingError, ValidationError
from trivium.tools import config


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    """A filestore of this test's own."""
    monkeypatch.setattr("odoo.addons.base.models.ir_attachment.IrAttachment._filestore", lambda _self: str(tmp_path))
    return tmp_path


@pytest.fixture
def user(env):
    return env["res.users"].create({"name": "U", "login": "u", "group_ids": [(6, 0, env.ref("base.group_user").ids)]})


@pytest.fixture
def partner(env):
    return env["res.partner"].create({"name": "Owner"})


def attach(env, **values):
    return env["ir.attachment"].create({"name": "note.txt", "raw": b"hello world", **values})


def png(width=20, height=10, color="red"):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, "PNG")
    return buffer.getvalue()


def test_content_is_in_the_filestore_under_its_checksum(env, files):
    note = attach(env)
    assert note.checksum == "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed"
    assert note.store_fname == f"2a/{note.checksum}"
    assert (files / note.store_fname).read_bytes() == b"hello world"
    assert (note.raw, note.datas, note.file_size) == (b"hello world", base64.b64encode(b"hello world"), 11)
    assert note.mimetype == "text/plain"
    assert note.index_content == "hello\nworld"


def test_equal_content_is_stored_once(env):
    assert attach(env).store_fname == attach(env, name="other.txt").store_fname


def test_an_attachment_with_the_name_of_no_file_can_be_deleted(env, files, caplog):
    attachment = attach(env, raw=False)
    env.flush_all()
    env.cr.execute("UPDATE ir_attachment SET store_fname = 'dummy' WHERE id = %s", [attachment.id])
    attachment.invalidate_recordset()
    attachment.unlink()
    assert not attachment.exists()
    assert "'dummy' is no name of a stored file" in caplog.text
    assert not list(files.rglob("dummy"))


def test_content_can_change(env):
    note = attach(env)
    note.datas = base64.b64encode(b"changed")
    env.flush_all()
    env.invalidate_all()
    assert (note.raw, note.file_size) == (b"changed", 7)
    note.raw = b""
    assert note.raw in (b"", False)


def test_content_can_be_kept_in_the_database(env, files):
    env["ir.config_parameter"].set_param("ir_attachment.location", "db")
    note = attach(env)
    env.flush_all()
    env.invalidate_all()
    assert note.raw == b"hello world"
    assert not note.store_fname
    env["ir.config_parameter"].set_param("ir_attachment.location", "file")
    env["ir.attachment"].force_storage()
    env.flush_all()
    env.invalidate_all()
    assert note.raw == b"hello world"
    assert (files / note.store_fname).is_file()


def test_a_copy_has_the_same_content(env):
    note = attach(env)
    copy = note.copy()
    assert (copy.raw, copy.store_fname) == (b"hello world", note.store_fname)


def test_the_type_of_content_is_found_out(env):
    assert attach(env, name="picture", raw=png()).mimetype == "image/png"
    assert attach(env, name="table.csv", raw=b"a,b").mimetype == "text/csv"
    assert attach(env, name="unknown", raw=b"\x00\x01").mimetype == "application/octet-stream"


def test_what_would_run_in_a_browser_is_plain_text(env, user):
    page = b"<html><script>alert(1)</script></html>"
    assert attach(env(user=user), name="page.html", raw=page).mimetype == "text/plain"
    assert attach(env, name="page.html", raw=page).mimetype == "text/html"


def test_pictures_are_no_larger_than_the_parameter_says(env):
    env["ir.config_parameter"].set_param("base.image_autoresize_max_px", "100x100")
    picture = attach(env, name="large.png", raw=png(400, 200))
    assert Image.open(io.BytesIO(picture.raw)).size == (100, 50)
    assert attach(env, name="fake.png", raw=b"no picture", mimetype="image/png").raw == b"no picture"


def test_who_may_read_a_record_may_read_what_is_attached(env, user, partner):
    note = attach(env, res_model="res.partner", res_id=partner.id)
    mine = note.with_user(user)
    assert mine.read(["name"])[0]["name"] == "note.txt"
    assert env["ir.attachment"].with_user(user).search([("id", "=", note.id)]) == mine
    parameter = env["ir.config_parameter"].search([], limit=1)
    secret = attach(env, res_model="ir.config_parameter", res_id=parameter.id).with_user(user)
    with pytest.raises(AccessError, match="may not read these attachments"):
        secret.read(["name"])
    assert not env["ir.attachment"].with_user(user).search([("id", "=", secret.id)])
    assert env["ir.attachment"].with_user(user).search_count([("id", "in", (note | secret).ids)]) == 1


def test_who_may_not_write_a_record_may_not_attach_to_it(env, user, partner):
    with pytest.raises(AccessError):
        attach(env(user=user), res_model="res.partner", res_id=partner.id)
    user.group_ids = [(4, env.ref("base.group_partner_manager").id)]
    note = attach(env(user=user), res_model="res.partner", res_id=partner.id)
    note.with_user(user).write({"name": "renamed.txt"})
    note.with_user(user).unlink()


def test_an_attachment_is_not_moved_piece_by_piece_to_a_record_that_one_may_not_write(env, user):
    company = env.company
    mine = attach(env(user=user), raw=png())
    mine.write({"res_model": "res.company"})
    mine.write({"res_field": "logo"})
    with pytest.raises(AccessError):
        mine.write({"res_id": company.id})
    other = attach(env(user=user), raw=b"mine")
    other.write({"res_model": "res.users"})
    with pytest.raises(AccessError):
        other.write({"res_id": env.ref("base.user_admin").id})


def test_no_default_names_the_file_of_another_attachment(env, user):
    secret = attach(env, raw=b"secret")
    attachments = env(user=user)["ir.attachment"]
    asked = attachments.with_context(default_store_fname=secret.store_fname, default_checksum=secret.checksum)
    taken = asked.create({"name": "mine"})
    assert not taken.store_fname
    assert not taken.checksum
    assert not taken.raw
    env["ir.default"].set("ir.attachment", "store_fname", secret.store_fname, user_id=user.id)
    assert not attachments.create({"name": "mine"}).raw
    assert attachments.create({"name": "mine", "raw": b"own"}).raw == b"own"


def test_an_attachment_without_record_is_its_creators(env, user):
    mine = attach(env(user=user))
    other = env["res.users"].create({"name": "O", "login": "o"})
    assert mine.with_user(user).raw == b"hello world"
    with pytest.raises(AccessError):
        mine.with_user(other).sudo(False).read(["name"])
    mine.sudo().public = True
    assert mine.with_user(other).sudo(False).read(["name"])


def test_the_content_of_a_field_needs_access_to_the_field(env, user):
    server = env["ir.mail_server"].create({"name": "S", "smtp_host": "localhost"})
    hidden = attach(env, res_model="ir.mail_server", res_id=server.id, res_field="smtp_ssl_certificate")
    with pytest.raises(AccessError):
        hidden.with_user(user).sudo(False).read(["name"])


def test_contents_of_fields_are_found_only_when_asked_for(env, partner):
    partner.image_1920 = base64.b64encode(png())
    env.flush_all()
    domain = [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
    assert not env["ir.attachment"].search(domain)
    found = env["ir.attachment"].search([*domain, ("res_field", "=", "image_1920")])
    assert found.mimetype == "image/png"
    assert partner.image_128
    partner.image_1920 = False
    env.flush_all()
    assert not env["ir.attachment"].search([*domain, ("res_field", "!=", False)])
    assert not partner.image_128


def test_a_token_opens_one_attachment(env, user):
    note = attach(env)
    (token,) = note.generate_access_token()
    assert note.generate_access_token() == [token]
    mine = note.with_user(user).sudo(False)
    assert mine.validate_access(token).env.su
    with pytest.raises(AccessError, match="not valid"):
        mine.validate_access("wrong")
    with pytest.raises(AccessError):
        mine.validate_access(None)
    note.unlink()
    with pytest.raises(MissingError):
        mine.validate_access(token)


def test_only_administrators_serve_files_at_addresses(env, user):
    with pytest.raises(ValidationError, match="Only administrators"):
        attach(env(user=user), url="/robots.txt")
    assert attach(env, url="/robots.txt")
    assert env["ir.attachment"]._get_serve_attachment("/robots.txt").raw == b"hello world"


def test_equal_uploads_share_an_attachment(env):
    values = {"name": "a", "datas": base64.b64encode(b"same")}
    first, second = env["ir.attachment"].create_unique([values, dict(values, name="b")])
    assert first == second
    assert env["ir.attachment"].create_unique([values]) == [first]


def test_files_without_attachments_are_collected(env, files, monkeypatch):
    note, kept = attach(env), attach(env, raw=b"kept")
    name = note.store_fname
    note.unlink()
    env.flush_all()
    monkeypatch.setattr("trivium.data.filestore._GRACE_SECONDS", -1.0)
    monkeypatch.setattr(env.cr, "commit", env.flush_all)
    store = env["ir.attachment"]._store()
    env.cr.execute("SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname = ANY(%s)", [store.marked()])
    used = [row[0] for row in env.cr.fetchall()]
    assert store.collect(used, store.marked(), grace=-1.0) == 1
    assert not (files / name).exists()
    assert (files / kept.store_fname).is_file()


def test_a_stream_sends_the_file_itself(env, files):
    note = attach(env)
    stream = note._to_http_stream()
    assert (stream.type, stream.path) == ("path", str(files / note.store_fname))
    assert (stream.size, stream.etag, stream.mimetype) == (11, note.checksum, "text/plain")
    link = env["ir.attachment"].create({"name": "link", "type": "url", "url": "https://example.com"})
    assert (link._to_http_stream().type, link._to_http_stream().url) == ("url", "https://example.com")


def test_searching_attachments_is_a_fixed_number_of_statements(env, user):
    partners = env["res.partner"].create([{"name": f"P{i}"} for i in range(30)])
    env["ir.attachment"].create(
        [{"name": f"n{p.id}", "raw": b"x", "res_model": "res.partner", "res_id": p.id} for p in partners]
    )
    env.flush_all()
    attachments = env["ir.attachment"].with_user(user)
    attachments.search([("res_model", "=", "res.partner")], limit=1)
    before = env.cr.sql_log_count
    assert len(attachments.search([("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)])) == 30
    assert env.cr.sql_log_count - before == 1


def test_the_filestore_is_where_the_settings_say():
    assert config.filestore("some_db").endswith("filestore/some_db")
