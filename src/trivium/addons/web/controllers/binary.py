"""Files and images: shown, downloaded, uploaded."""

# ruff: noqa: A002 - clients give `id` and `hash` by these names

import base64
import unicodedata
from contextlib import closing, contextmanager

from markupsafe import Markup
from werkzeug.exceptions import NotFound

from trivium import http
from trivium.exceptions import AccessError, MissingError, UserError
from trivium.http import Stream, request
from trivium.modules.paths import find_addon
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID
from trivium.tools.image import image_guess_size_from_field_name
from trivium.tools.json import scriptsafe
from trivium.tools.misc import str2bool

FONTS = ("web", "static", "fonts", "sign")


def clean(name):
    """Return a file name without what could lead out of a folder."""
    return name.replace("/", "_").replace("\\", "_").replace("\x00", "")


def number(value):
    """Return a number that an address tells, None for none.

    :raise NotFound: it is no number, or larger than any id or size
    """
    if value in (None, "", False):
        return None
    try:
        found = int(value)
    except (TypeError, ValueError) as error:
        raise NotFound from error
    if not -1 < found < 2**31:
        raise NotFound
    return found


@contextmanager
def _gone_as_not_found():
    """A record that is not there is a page that is not there."""
    try:
        yield
    except MissingError as error:
        raise NotFound(str(error)) from error


class Binary(http.Controller):
    @http.route("/web/filestore/<path:_path>", type="http", auth="none", readonly=True)
    def content_filestore(self, _path):
        """The filestore is served by a proxy in front, or not at all."""
        raise NotFound

    @http.route([
        "/web/content",
        "/web/content/<string:xmlid>",
        "/web/content/<string:xmlid>/<string:filename>",
        "/web/content/<int:id>",
        "/web/content/<int:id>/<string:filename>",
        "/web/content/<string:model>/<int:id>/<string:field>",
        "/web/content/<string:model>/<int:id>/<string:field>/<string:filename>",
    ], type="http", auth="public", readonly=True)  # fmt: skip
    def content_common(self, xmlid=None, model="ir.attachment", id=None, field="raw", filename=None,
                       filename_field="name", mimetype=None, unique=False, download=False, access_token=None,
                       nocache=False):  # fmt: skip
        """The content of a binary field."""
        with _gone_as_not_found():
            record = request.env["ir.binary"]._find_record(xmlid, model, number(id), access_token, field=field)
            stream = request.env["ir.binary"]._get_stream_from(record, field, filename, filename_field, mimetype)
            if request.httprequest.args.get("access_token"):
                stream.public = True
        options = {"as_attachment": str2bool(download)}
        if unique:
            options.update(immutable=True, max_age=http.STATIC_CACHE_LONG)
        if nocache:
            options["max_age"] = None
        return stream.get_response(**options)

    @http.route([
        "/web/image",
        "/web/image/<string:xmlid>",
        "/web/image/<string:xmlid>/<string:filename>",
        "/web/image/<string:xmlid>/<int:width>x<int:height>",
        "/web/image/<string:xmlid>/<int:width>x<int:height>/<string:filename>",
        "/web/image/<string:model>/<int:id>/<string:field>",
        "/web/image/<string:model>/<int:id>/<string:field>/<string:filename>",
        "/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>",
        "/web/image/<string:model>/<int:id>/<string:field>/<int:width>x<int:height>/<string:filename>",
        "/web/image/<int:id>",
        "/web/image/<int:id>/<string:filename>",
        "/web/image/<int:id>/<int:width>x<int:height>",
        "/web/image/<int:id>/<int:width>x<int:height>/<string:filename>",
        "/web/image/<int:id>-<string:unique>",
        "/web/image/<int:id>-<string:unique>/<string:filename>",
        "/web/image/<int:id>-<string:unique>/<int:width>x<int:height>",
        "/web/image/<int:id>-<string:unique>/<int:width>x<int:height>/<string:filename>",
    ], type="http", auth="public", readonly=True, save_session=False)  # fmt: skip
    def content_image(self, xmlid=None, model="ir.attachment", id=None, field="raw", filename_field="name",
                      filename=None, mimetype=None, unique=False, download=False, width=0, height=0, crop=False,
                      access_token=None, nocache=False):  # fmt: skip
        """An image, made smaller where a size is given; a placeholder where there is none, or none that may be seen."""
        binary = request.env["ir.binary"]
        width, height = number(width) or 0, number(height) or 0
        try:
            record = binary._find_record(xmlid, model, number(id), access_token, field=field)
            stream = binary._get_image_stream_from(
                record, field, filename=filename, filename_field=filename_field, mimetype=mimetype,
                width=width, height=height, crop=crop,
            )  # fmt: skip
            if request.httprequest.args.get("access_token"):
                stream.public = True
        except UserError as error:
            if download:
                raise NotFound from error
            # Browsers do not show the text of an error where an image should be.
            if not width and not height:
                width, height = image_guess_size_from_field_name(field)
            record = request.env.ref("web.image_placeholder", raise_if_not_found=False)
            stream = binary._get_placeholder_stream() if not record else binary._get_image_stream_from(
                record.sudo(), "raw", width=width, height=height, crop=crop
            )  # fmt: skip
            stream.public = False
        options = {"as_attachment": str2bool(download)}
        if unique:
            options.update(immutable=True, max_age=http.STATIC_CACHE_LONG)
        if nocache:
            options["max_age"] = None
        options["content_security_policy"] = "default-src 'none'"
        return stream.get_response(**options)

    @http.route("/web/binary/upload_attachment", type="http", auth="user")
    def upload_attachment(self, model, id, ufile, callback=None):
        """Attach uploaded files to a record; answer with what was attached, as JSON or to a function of the page."""
        files = request.httprequest.files.getlist("ufile")
        answers = [self._attach(file, model, number(id) or 0) for file in files]
        if not callback:
            return request.make_json_response(answers)
        body = Markup(
            '<script nonce="{nonce}">window.top.$(window.top).trigger({callback}, {answers})</script>'
        ).format(
            nonce=request.csp_nonce,
            callback=scriptsafe.dumps(callback),
            answers=scriptsafe.dumps(answers),
        )
        return request.make_response(body)

    def _attach(self, file, model, record_id):
        name = unicodedata.normalize("NFC", clean(file.filename))
        try:
            with request.env.cr.savepoint():  # what is refused is not kept
                attachment = request.env["ir.attachment"]._from_request_file(
                    file, mimetype="GUESS", res_model=model, res_id=record_id, name=name
                )
                attachment._post_add_create()
        except AccessError:
            return {"error": request.env._("You are not allowed to upload an attachment here.")}
        return {
            "filename": name,
            "mimetype": attachment.mimetype,
            "id": attachment.id,
            "size": attachment.file_size,
        }

    @http.route(["/web/binary/company_logo", "/logo", "/logo.png"], type="http", auth="none", cors="*", readonly=True)
    def company_logo(self, dbname=None, **kw):
        """The logo of the company: of the signed-in user's, or of the first."""
        db_name = dbname if dbname in http.db_list(force=True) else request.db
        logo = None
        if db_name:
            with closing(Registry(db_name).cursor()) as cr:
                logo = self._find_logo(
                    cr, db_name, int(kw["company"]) if str(kw.get("company", "")).isdigit() else None
                )
        if logo is None:
            return Stream.from_path("web/static/img/logo.png", public=True).get_response()
        data, modified = logo
        stream = Stream(
            type="data", data=data, mimetype="image/png", last_modified=modified, size=len(data), public=True,
            download_name="logo.png",
        )  # fmt: skip
        return stream.get_response(as_attachment=False)

    def _find_logo(self, cr, db_name, company_id):
        """Return bytes and time of the logo; of a company that visitors may see the logo of, which is any."""
        env = Environment(cr, SUPERUSER_ID, {})
        company = env["res.company"].browse(company_id).exists() if company_id else env["res.company"]
        if not company and request.session.uid and request.db == db_name:
            company = env["res.users"].browse(request.session.uid).company_id
        company = company or env["res.company"].search([], limit=1)
        return (base64.b64decode(company.logo_web), company.write_date) if company.logo_web else None

    @http.route(["/web/sign/get_fonts", "/web/sign/get_fonts/<string:fontname>"], type="jsonrpc", auth="none",
                readonly=True)  # fmt: skip
    def get_fonts(self, fontname=None):
        """The fonts that a typed signature may have, in base64: all, or one."""
        addon = find_addon(FONTS[0])
        folder = addon.joinpath(*FONTS[1:]) if addon else None
        if folder is None or not folder.is_dir():
            return []
        names = sorted(path for path in folder.iterdir() if path.suffix in {".ttf", ".otf", ".woff", ".woff2"})
        if fontname:
            names = [path for path in names if path.name == fontname]
        return [base64.b64encode(path.read_bytes()).decode() for path in names]
