"""`ir.binary`: finds the record behind the URL of a file or an image, and makes a stream of it."""

import re
from datetime import UTC, datetime
from mimetypes import guess_extension
from pathlib import Path

import werkzeug.http
from werkzeug.exceptions import NotFound

from trivium import models
from trivium.exceptions import AccessError, MissingError, UserError
from trivium.http import Stream, request
from trivium.tools.image import image_guess_size_from_field_name, image_process
from trivium.tools.mimetypes import guess_mimetype
from trivium.tools.paths import file_open, file_path

from .ir_attachment import MIMETYPE_HEAD_SIZE

DEFAULT_PLACEHOLDER_PATH = "web/static/img/placeholder.png"
MIMETYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;[ \w.+=\"-]*)?", re.ASCII)
"""A content type that a header may have (RFC 9110, 8.3.1)."""


class IrBinary(models.AbstractModel):
    _name = "ir.binary"
    _description = "File streaming helper model for controllers"

    def _find_record(self, xmlid=None, res_model="ir.attachment", res_id=None, access_token=None, field=None):
        """Return the record with the wanted content, which the caller may read.

        :param xmlid: external id; comes before model and id
        :param access_token: a record's token, which serves instead of rights
        :param field: name of the field with the content
        :raise MissingError: when there is none
        :raise AccessError: when the caller may not read it
        """
        record = None
        if xmlid:
            record = self.env.ref(xmlid, False)
        elif res_id is not None and res_model in self.env:
            record = self.env[res_model].browse(res_id).exists()
        if not record:
            raise MissingError(self.env._("There is no record behind this address: it was deleted, or never was."))
        return self._find_record_check_access(record, access_token, field)

    def _find_record_check_access(self, record, access_token, field):
        if record._name == "ir.attachment":
            return record.validate_access(access_token)
        if record._can_return_content(field, access_token):
            return record.sudo()
        record.check_access("read")
        return record

    def _record_to_stream(self, record, field_name):
        """Return the stream of a binary field: that of the attachment which keeps it, or of the value itself."""
        if record._name == "ir.attachment" and field_name in {"raw", "datas", "db_datas"}:
            return record._to_http_stream()
        field = record._fields.get(field_name)
        if field is not None:
            record.check_field_access_rights("read", [field_name])
        if field is None or field.type not in {"binary", "image"}:
            raise UserError(self.env._("The field “%s” has no file.", field_name))
        if field.attachment:
            attachment = (
                self.env["ir.attachment"]
                .sudo()
                .search(
                    [("res_model", "=", record._name), ("res_id", "=", record.id), ("res_field", "=", field_name)],
                    limit=1,
                )
            )
            if not attachment:
                if not field.compute and not field.related:
                    raise MissingError(self.env._("The related attachment does not exist."))
            else:
                return attachment._to_http_stream()
        return Stream.from_binary_field(record, field_name)

    def _get_stream_from(self, record, field_name="raw", filename=None, filename_field="name", mimetype=None,
                         default_mimetype="application/octet-stream"):  # fmt: skip
        """Return the stream of a field, with the name and the type to send it under.

        :param filename: name of the file; that of `filename_field` by default
        :param mimetype: content type; found out by default, and where it is none
        :param default_mimetype: content type where it cannot be found out
        """
        stream = self._record_to_stream(record, field_name)
        if stream.type not in {"data", "path"}:
            return stream
        if mimetype and MIMETYPE.fullmatch(mimetype):
            stream.mimetype = mimetype
        elif not stream.mimetype:
            stream.mimetype = guess_mimetype(self._head(stream), default=default_mimetype)
        name = filename
        if not name and filename_field in record._fields and record._fields[filename_field].type == "char":
            name = record[filename_field]
        stream.download_name = name or stream.download_name or f"{record._table}-{record.id}-{field_name}"
        stream.download_name = stream.download_name.replace("\n", "_").replace("\r", "_")
        if "." not in stream.download_name and stream.mimetype != "application/octet-stream":
            stream.download_name += guess_extension(stream.mimetype) or ""
        return stream

    def _head(self, stream):
        if stream.type == "data":
            return stream.data[:MIMETYPE_HEAD_SIZE]
        with Path(stream.path).open("rb") as file:
            return file.read(MIMETYPE_HEAD_SIZE)

    def _get_image_stream_from(self, record, field_name="raw", filename=None, filename_field="name", mimetype=None,
                               default_mimetype="image/png", placeholder=None, width=0, height=0, crop=False,
                               quality=0):  # fmt: skip
        """Return the stream of an image, made smaller where a size is given; the placeholder where there is none."""
        stream = None
        try:
            stream = self._get_stream_from(record, field_name, filename, filename_field, mimetype, default_mimetype)
        except (UserError, MissingError, AccessError):
            if request.params.get("download"):
                raise
        if stream is None or (stream.type != "url" and not stream.size):
            if request.params.get("download"):
                raise NotFound
            stream = self._get_placeholder_stream(placeholder or record._get_placeholder_filename(field_name))
            if not (width or height):
                width, height = image_guess_size_from_field_name(field_name)
        if stream.type == "url":
            return stream
        if not (stream.mimetype or "").startswith("image/"):
            stream.mimetype = "application/octet-stream"
        if isinstance(stream.etag, str):
            stream.etag += f"-{width}x{height}-crop={crop}-quality={quality}"
        if isinstance(stream.last_modified, (int, float)):
            stream.last_modified = datetime.fromtimestamp(stream.last_modified, UTC)
        modified = werkzeug.http.is_resource_modified(
            request.httprequest.environ,
            etag=stream.etag if isinstance(stream.etag, str) else None,
            last_modified=stream.last_modified,
        )
        if modified and (width or height or crop):
            self._resize(stream, (width, height), crop, quality)
        return stream

    def _resize(self, stream, size, crop, quality):
        if stream.type == "path":
            stream.type = "data"
            stream.data = Path(stream.path).read_bytes()
            stream.path = None
        try:
            stream.data = image_process(stream.data, size=size, crop=crop, quality=quality)
        except (ValueError, UserError):
            return  # not an image that can be read: sent as it is, under a type that browsers do not run
        stream.size = len(stream.data)

    def _get_placeholder_stream(self, path=None):
        """Return the stream of the picture that stands for one that is not there."""
        return Stream.from_path(path or DEFAULT_PLACEHOLDER_PATH, filter_ext=(".png", ".svg", ".jpg", ".webp", ".gif"))

    def _placeholder(self, path=False):
        """Return the picture that stands for one that is not there."""
        with file_open(file_path(path or DEFAULT_PLACEHOLDER_PATH), "rb") as file:
            return file.read()
