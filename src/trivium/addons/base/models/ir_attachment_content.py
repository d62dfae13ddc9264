"""The content of attachments: where it is kept, and of what type it is."""

import base64
import hashlib
import io
import logging
import mimetypes

from trivium import SQL, api
from trivium.data.errors import FilestoreError
from trivium.data.filestore import Filestore
from trivium.exceptions import AccessError, UserError
from trivium.tools import config
from trivium.tools.image import binary_to_image, image_process
from trivium.tools.mimetypes import guess_mimetype
from trivium.tools.misc import human_size, str2bool
from trivium.tools.viruses import InfectedError, ScannerError, check_file

_logger = logging.getLogger(__name__)

# what a browser would run when it is shown from our address
ACTIVE_MIMETYPES = ("html", "xml", "svg", "javascript", "ecmascript", "xhtml")


class AttachmentContent:
    """Part of `ir.attachment`: the bytes."""

    __slots__ = ()

    # ---- content -----------------------------------------------------------------------------------------------

    @api.model
    def _storage(self):
        """Return where content is kept: `file` (the filestore) or `db`."""
        return self.env["ir.config_parameter"].sudo().get_param("ir_attachment.location", "file")

    @api.model
    def _filestore(self):
        """Return the folder of this database's files."""
        return config.filestore(self.env.cr.dbname)

    @api.model
    def _store(self):
        return Filestore(self._filestore())

    @api.model
    def _full_path(self, path):
        """Return where the file of that name is."""
        return str(self._store().path(path))

    @api.model
    def _file_read(self, fname):
        """Return the content of a stored file; nothing, with a line in the log, when it is lost."""
        try:
            return self._store().get(fname)
        except FilestoreError as exc:
            _logger.warning("%s", exc)
            return b""

    @api.model
    def _file_write(self, bin_value, checksum):
        """Store content and return the name of its file. It is looked at later, since this transaction may fail."""
        return self._file_write_stream(io.BytesIO(bin_value))

    @api.model
    def _check_viruses(self, stream):
        """Refuse content that a scanner knows as harmful, or that it cannot look at where there is one."""
        try:
            check_file(stream)
        except InfectedError as exc:
            raise UserError(self.env._("The file is refused, for a virus: %s", exc)) from exc
        except ScannerError as exc:
            _logger.warning("%s", exc)
            raise UserError(
                self.env._("The file could not be checked for viruses: try again later, or tell your administrator.")
            ) from exc

    @api.model
    def _file_write_stream(self, stream):
        """Store what a stream gives, a piece at a time; otherwise as `_file_write`."""
        self._check_viruses(stream)
        store = self._store()
        try:
            name = store.put_stream(stream)
            store.mark(name)
        except FilestoreError as exc:
            _logger.warning("%s", exc)  # where it is, users need not know
            raise UserError(
                self.env._("The file could not be stored: the disk of the server is full, or cannot be written to.")
            ) from exc
        return name

    @api.model
    def _file_delete(self, fname):
        """Let the nightly collection look whether a file is still in use; a name that none can have is left alone."""
        try:
            self._store().mark(fname)
        except FilestoreError as exc:
            _logger.warning("%s", exc)

    @api.autovacuum
    def _gc_file_store(self):
        """Delete the files that no attachment refers to."""
        if self._storage() != "file":
            return
        store = self._store()
        names = store.marked()
        # what others commit from now on is younger than the grace that the collection gives
        self.env.cr.commit()
        self.env.cr.execute(SQL("SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname = ANY(%s)", names))
        removed = store.collect([row[0] for row in self.env.cr.fetchall()], names)
        _logger.info("%d of %d files deleted from the filestore", removed, len(names))

    @api.model
    def _get_storage_domain(self):
        """Return the attachments whose content is not where it should be kept."""
        return [("db_datas", "!=", False)] if self._storage() == "file" else [("store_fname", "!=", False)]

    @api.model
    def force_storage(self):
        """Move all content to where it is to be kept. Administrators only."""
        if not self.env.is_admin():
            raise AccessError(self.env._("Only administrators can move the content of attachments."))
        attachments = self.search(
            [
                *self._get_storage_domain(),
                "&",
                ("type", "=", "binary"),
                "|",
                ("res_field", "=", False),
                ("res_field", "!=", False),
            ]
        )
        attachments._migrate()

    def _migrate(self):
        for attachment in self:
            attachment.write({"raw": attachment.raw, "mimetype": attachment.mimetype})

    @api.depends("store_fname", "db_datas")
    def _compute_raw(self):
        for attachment in self:
            attachment.raw = attachment._content()

    @api.depends("store_fname", "db_datas", "file_size")
    @api.depends_context("bin_size")
    def _compute_datas(self):
        if self.env.context.get("bin_size"):
            for attachment in self:
                attachment.datas = human_size(attachment.file_size)
            return
        for attachment in self:
            attachment.datas = base64.b64encode(attachment._content())

    def _content(self):
        """Return the bytes of the content."""
        if self.store_fname:
            return self._file_read(self.store_fname)
        stored = self.with_context(bin_size=False).db_datas
        return stored or b""

    def _inverse_raw(self):
        self._set_attachment_data(lambda attachment: attachment.raw or b"")

    def _inverse_datas(self):
        self._set_attachment_data(lambda attachment: base64.b64decode(attachment.datas or b""))

    def _set_attachment_data(self, content_of):
        """Store the content that `content_of(attachment)` returns."""
        old = set()
        for attachment in self:
            values = self._get_datas_related_values(content_of(attachment), attachment.mimetype)
            if attachment.store_fname:
                old.add(attachment.store_fname)
            super(AttachmentContent, attachment.sudo()).write(values)
        for name in old:
            self._file_delete(name)

    @api.model
    def _get_datas_related_values(self, data, mimetype):
        """Store `data`, and return the values of the columns that describe it."""
        checksum = self._compute_checksum(data)
        try:
            index_content = self._index(data, mimetype, checksum=checksum)
        except TypeError:
            # overrides of older addons do not take the checksum
            index_content = self._index(data, mimetype)
        values = {
            "file_size": len(data),
            "checksum": checksum,
            "index_content": index_content,
            "store_fname": False,
            "db_datas": data,
        }
        if data and self._storage() != "db":
            values["store_fname"] = self._file_write(data, checksum)
            values["db_datas"] = False
        return values

    def _set_content_from(self, stream):
        """Store the content of one attachment from a stream, a piece at a time; its text is not kept for search."""
        old = self.store_fname
        name = self._file_write_stream(stream)
        store = self._store()
        values = {
            "file_size": store.size(name),
            "checksum": name.rpartition("/")[2],
            "index_content": False,
            "store_fname": name,
            "db_datas": False,
        }
        super(AttachmentContent, self.sudo()).write(values)
        if old and old != name:
            self._file_delete(old)

    @api.model
    def _compute_checksum(self, bin_data):
        """Return the SHA-1 by which content is addressed (not a defence: nothing is trusted because of it)."""
        return hashlib.sha1(bin_data or b"", usedforsecurity=False).hexdigest()

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        """Return the text of the content, for search; addons know more types."""
        if not file_type or not file_type.startswith("text/"):
            return False
        words = bin_data.decode("utf-8", errors="ignore").replace("\x00", "").split()
        return "\n".join(words)

    # ---- type of content ---------------------------------------------------------------------------------------

    def _compute_mimetype(self, values):
        """Return the type of content of `values`: as given, by name, by address, by the first bytes."""
        mimetype = values.get("mimetype")
        for source in ("name", "url"):
            if not mimetype and values.get(source):
                mimetype = mimetypes.guess_type(values[source].split("?")[0])[0]
        if not mimetype or mimetype == "application/octet-stream":
            raw = values.get("raw")
            if raw is None and values.get("datas"):
                raw = base64.b64decode(values["datas"])
            if raw:
                mimetype = guess_mimetype(raw.encode() if isinstance(raw, str) else raw)
        return (mimetype or "application/octet-stream").lower()

    def _check_contents(self, values):
        """Return `values` with the type of content: plain text for what would run in a browser and might harm."""
        mimetype = values["mimetype"] = self._compute_mimetype(values)
        active = any(part in mimetype for part in ACTIVE_MIMETYPES) and "openxmlformats" not in mimetype
        if active and not self._may_store_active_content():
            values["mimetype"] = "text/plain"
        if not self.env.context.get("image_no_postprocess"):
            values = self._postprocess_contents(values)
        return values

    @api.model
    def _may_store_active_content(self):
        """Tell whether the user may edit views, and so may write HTML anyway."""
        if self.env.context.get("attachments_mime_plainxml"):
            return False
        return self.env.su or self.env["ir.ui.view"].sudo(False).has_access("write")

    @api.model
    def _postprocess_contents(self, values):
        """Make pictures no larger than the parameters `base.image_autoresize_*` say."""
        mimetype = values.get("mimetype") or ""
        kind, _slash, subtype = mimetype.partition("/")
        get_param = self.env["ir.config_parameter"].sudo().get_param
        supported = get_param("base.image_autoresize_extensions", "png,jpeg,bmp,tiff").split(",")
        has_content = values.get("datas") or values.get("raw")
        if kind != "image" or subtype not in supported or not has_content:
            return values
        limit = get_param("base.image_autoresize_max_px", "1920x1920")
        if not str2bool(limit, True):
            return values
        try:
            width, height = (int(part) for part in limit.split("x"))
        except ValueError as exc:
            raise UserError(
                self.env._("The parameter base.image_autoresize_max_px must be like 1920x1920, not “%s”.", limit)
            ) from exc
        return self._shrink_image(values, width, height)

    @api.model
    def _shrink_image(self, values, width, height):
        raw = values["raw"] if values.get("raw") else base64.b64decode(values["datas"])
        quality = int(self.env["ir.config_parameter"].sudo().get_param("base.image_autoresize_quality", 80))
        try:
            with binary_to_image(raw) as image:
                fits = image.width <= width and image.height <= height
        except UserError:
            # a file that only pretends to be a picture is kept as it is
            _logger.info("An attachment of type %s is no picture", values["mimetype"])
            return values
        if fits:
            return values
        raw = image_process(raw, size=(width, height), quality=quality)
        if values.get("raw"):
            values["raw"] = raw
        else:
            values["datas"] = base64.b64encode(raw)
        return values
