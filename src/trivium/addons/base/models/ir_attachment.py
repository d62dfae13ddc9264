"""Files: their content in the filestore by checksum, their access that of the record they belong to."""

import base64
import hashlib
import io
import logging
import uuid
from collections import defaultdict
from pathlib import Path

from trivium import SQL, Domain, api, fields, models
from trivium.exceptions import AccessError, MissingError, ValidationError
from trivium.http import Stream
from trivium.tools.constants import PREFETCH_MAX
from trivium.tools.mimetypes import guess_mimetype
from trivium.tools.misc import consteq

from .ir_attachment_content import AttachmentContent

_logger = logging.getLogger(__name__)

MIMETYPE_HEAD_SIZE = 2048  # bytes of a file by which its type is found out
STREAMED_SIZE = 8 * 1024 * 1024  # bytes above which an upload is not held in memory
SECURITY_FIELDS = ("res_model", "res_id", "create_uid", "public", "res_field")
OWNER_FIELDS = frozenset(("res_model", "res_id", "res_field"))
CONTENT_FIELDS = frozenset(("file_size", "checksum", "store_fname"))  # what the content decides, and no caller


def condition_values(model, field_name, domain):
    """Return the values that `domain` allows for a field, None when it does not restrict them."""
    domain = domain.optimize(model)
    conditions = domain.children if getattr(domain, "OPERATOR", None) == "&" else [domain]
    for condition in conditions:
        if getattr(condition, "field_expr", None) == field_name and condition.operator == "in":
            return condition.value
    return None


class Bytes(fields.Binary):
    """Bytes as they are, where other binary fields speak base64."""

    def convert_to_cache(self, value, record, validate=True):
        if isinstance(value, str):
            value = value.encode()
        return bytes(value) if value else None


def _is_large(file):
    """Tell whether an upload is too large to be held in memory."""
    file.seek(0, io.SEEK_END)
    return file.tell() > STREAMED_SIZE


class IrAttachment(AttachmentContent, models.Model):
    _name = "ir.attachment"
    _description = "Attachment"
    _order = "id desc"

    name = fields.Char("Name", required=True)
    description = fields.Text("Description")
    res_name = fields.Char("Record name", compute="_compute_res_name")
    res_model = fields.Char("Model")
    res_field = fields.Char("Field")
    res_id = fields.Many2oneReference("Record", model_field="res_model")
    company_id = fields.Many2one("res.company", string="Company", default=lambda self: self.env.company)
    type = fields.Selection(
        [("url", "Web address"), ("binary", "File")],
        string="Kind",
        required=True,
        default="binary",
        change_default=True,
    )
    url = fields.Char("Web address", index="btree_not_null", size=1024)
    public = fields.Boolean("Public", help="Everybody may read it, also visitors who are not logged in.")
    access_token = fields.Char("Access token", groups="base.group_user")
    raw = Bytes("Content", compute="_compute_raw", inverse="_inverse_raw")
    datas = fields.Binary("Content (base64)", compute="_compute_datas", inverse="_inverse_datas")
    db_datas = Bytes("Content in the database", attachment=False)
    store_fname = fields.Char("File in the store", index=True)
    file_size = fields.Integer("Size", readonly=True)
    checksum = fields.Char("Checksum (SHA-1)", size=40, readonly=True)
    mimetype = fields.Char("Type of content", readonly=True)
    index_content = fields.Text("Text of the content", readonly=True, prefetch=False)

    _res_idx = models.Index("(res_model, res_id)")

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        for attachment in self:
            attachment.res_name = False
        linked = self.filtered(lambda attachment: attachment.res_model in self.env and attachment.res_id)
        for model, attachments in linked.grouped("res_model").items():
            records = self.env[model].browse(attachments.mapped("res_id")).exists()._filtered_access("read")
            names = {record.id: record.display_name for record in records}
            for attachment in attachments:
                attachment.res_name = names.get(attachment.res_id, False)

    # ---- access ------------------------------------------------------------------------------------------------

    def _check_access(self, operation):
        """An attachment may be read by who may read its record, and changed by who may write it."""
        result = super()._check_access(operation)
        if not self or self.env.su:
            return result
        forbidden = result[0] if result else self.browse()
        remaining = self - forbidden
        forbidden_ids = set(forbidden._ids) | remaining._ids_without_access(operation)
        if not forbidden_ids:
            return None
        refused = self.browse(id_ for id_ in self._ids if id_ in forbidden_ids)
        return refused, lambda: self._access_error(refused, operation)

    def _access_error(self, refused, operation):
        names = ", ".join(str(id_) for id_ in refused.ids[:5])
        return AccessError(
            self.env._(
                "You may not %(operation)s these attachments: %(ids)s. They belong to records that you may not see or"
                " change; who manages those records can help.",
                operation=operation,
                ids=names,
            )
        )

    def _ids_without_access(self, operation):
        """Return the ids of these attachments that the user may not use."""
        owner_operation = "read" if operation == "read" else "write"
        refused = set()
        by_model = defaultdict(lambda: defaultdict(list))
        is_system = self.env.is_system()
        for attachment in self.sudo():
            if attachment.public and operation == "read":
                continue
            if attachment.res_field and not is_system and not self._may_use_field(attachment, operation):
                refused.add(attachment.id)
            elif attachment.res_model and attachment.res_id:
                by_model[attachment.res_model][attachment.res_id].append(attachment.id)
            elif not is_system and attachment.create_uid.id != self.env.uid:
                refused.add(attachment.id)
        for model, attachments in by_model.items():
            if model not in self.env:
                allowed = ()
            elif model == "res.users" and set(attachments) == {self.env.uid}:
                allowed = (self.env.uid,)  # one's own picture
            else:
                owners = self.env[model].browse(attachments).exists()
                allowed = owners._filtered_access(owner_operation)._ids
            for res_id, ids in attachments.items():
                if res_id not in allowed:
                    refused.update(ids)
        return refused

    def _may_use_field(self, attachment, operation):
        """Tell whether the user may see or change the field whose content an attachment holds."""
        model = self.env.get(attachment.res_model)
        field = model is not None and model._fields.get(attachment.res_field)
        return bool(field) and model._has_field_access(field, "read" if operation == "read" else "write")

    @api.model
    def check(self, mode, values=None):
        """Raise `AccessError` unless these attachments, and those that `values` describe, may be used so."""
        self.check_access(mode)
        if values and any(self._inaccessible_values(values)):
            raise self._access_error(self, mode)

    def _inaccessible_values(self, values):
        """Yield the owner of `values` when the user may not attach to it."""
        model, res_id = values.get("res_model"), values.get("res_id")
        if model and res_id and model in self.env and not self.env.su:
            owner = self.env[model].browse(res_id)
            if not owner.has_access("write"):
                yield owner

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, active_test=True, bypass_access=False):
        """Find attachments that belong to records which the user may read, in one statement.

        Content of binary fields is left out unless the domain asks for it.
        """
        domain = Domain(domain)
        mentions = {condition.field_expr.split(".")[0] for condition in domain.iter_conditions()}
        if not mentions & {"id", "res_field"} and not self.env.context.get("skip_res_field_check"):
            domain &= Domain("res_field", "=", False)
        if not (self.env.su or bypass_access):
            domain &= self._access_domain(domain)
        return super()._search(domain, offset, limit, order, active_test=active_test, bypass_access=bypass_access)

    def _access_domain(self, domain):
        """Return the attachments that the user may read, among those that `domain` can find."""
        own = Domain("create_uid", "=", self.env.uid) if not self.env.is_system() else Domain.TRUE
        loose = Domain("res_model", "=", False) | Domain("res_id", "=", False) | Domain("res_id", "=", 0)
        allowed = Domain("public", "=", True) | (loose & own)
        for model in self._owner_models(domain):
            if model in self.env and self.env[model].has_access("read") and not self.env[model]._abstract:
                owners = self.env[model]._search(Domain.TRUE, active_test=False)
                allowed |= Domain("res_model", "=", model) & Domain("res_id", "in", owners)
        return allowed

    def _owner_models(self, domain):
        """Return the names of the models whose attachments `domain` can find."""
        values = condition_values(self, "res_model", domain)
        if values is not None:
            return [value for value in values if value]
        query = super()._search(domain, bypass_access=True)
        rows = self.env.execute_query(query.select(SQL("DISTINCT %s", SQL.identifier(query.table, "res_model"))))
        return [model for (model,) in rows if model]

    # ---- create and write --------------------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Return defaults; none of the context or of users names a file, which may be somebody else's."""
        return super().default_get([name for name in fields if name not in CONTENT_FIELDS])

    @api.model_create_multi
    def create(self, vals_list):
        prepared = []
        for vals in vals_list:
            vals = self._check_contents({key: value for key, value in vals.items() if key not in CONTENT_FIELDS})
            raw, datas = vals.pop("raw", None), vals.pop("datas", None)
            if raw or datas:
                if isinstance(raw, str):
                    raw = raw.encode()
                data = raw or base64.b64decode(datas or b"")
                vals.update(self._get_datas_related_values(data, vals["mimetype"]))
            prepared.append(vals)
        self._check_may_attach(prepared)
        return super().create(prepared)

    def _check_may_attach(self, vals_list):
        """Refuse to attach to records that the user may not write; one check per model."""
        if self.env.su:
            return
        owners = defaultdict(set)
        for vals in vals_list:
            if vals.get("res_model") and vals.get("res_id"):
                owners[vals["res_model"]].add(vals["res_id"])
            if vals.get("res_field") and not self.env.is_system() and vals.get("res_model") in self.env:
                model = self.env[vals["res_model"]]
                if vals["res_field"] in model._fields:
                    model._check_field_access(model._fields[vals["res_field"]], "write")
        for model, ids in owners.items():
            if model in self.env:
                self.env[model].browse(ids).check_access("write")

    def write(self, vals):
        self.check_access("write")
        vals = {key: value for key, value in vals.items() if key not in CONTENT_FIELDS}
        if any(self._inaccessible_values(vals)):
            raise self._access_error(self, "write")
        if "mimetype" in vals or "datas" in vals or "raw" in vals:
            if "mimetype" not in vals and len(self) == 1 and "name" not in vals:
                vals["name"] = self.name
                vals = self._check_contents(vals)
                del vals["name"]
            else:
                vals = self._check_contents(vals)
        result = super().write(vals)
        if OWNER_FIELDS & vals.keys():
            self.check_access("write")  # what they belong to now, also when it was named piece by piece
        return result

    def copy_data(self, default=None):
        """A copy points at the same content: content is addressed by what it is."""
        default = dict(default or {})
        vals_list = super().copy_data(default=default)
        for attachment, vals in zip(self, vals_list, strict=True):
            if not {"datas", "raw", "db_datas"} & set(default):
                vals["raw"] = attachment.raw
        return vals_list

    def unlink(self):
        if not self:
            return True
        self.check_access("unlink")
        names = {attachment.store_fname for attachment in self.sudo() if attachment.store_fname}
        result = super().unlink()
        for name in names:
            self._file_delete(name)
        return result

    @api.model
    def create_unique(self, values_list):
        """Create attachments with content given as base64 in `datas`, and use existing ones with the same content.

        :return: ids, in the order of `values_list`
        """
        contents = [base64.b64decode(values.get("datas") or b"") for values in values_list]
        checksums = [self._compute_checksum(content) for content in contents]
        known = self.sudo().search([("checksum", "in", list(set(checksums))), ("res_model", "=", False)], order="id")
        by_checksum = {}
        for attachment in known.filtered(
            lambda attachment: attachment.create_uid.id == self.env.uid or attachment.public
        ):
            by_checksum.setdefault(attachment.checksum, attachment.id)
        ids = []
        for values, checksum in zip(values_list, checksums, strict=True):
            if checksum not in by_checksum:
                by_checksum[checksum] = self.create(values).id
            ids.append(by_checksum[checksum])
        return ids

    # ---- tokens ------------------------------------------------------------------------------------------------

    def _generate_access_token(self):
        return str(uuid.uuid4())

    def generate_access_token(self):
        """Give each of these a token, by which it can be read without login, and return the tokens."""
        for attachment in self:
            if not attachment.access_token:
                attachment.write({"access_token": self._generate_access_token()})
        return [attachment.access_token for attachment in self]

    def validate_access(self, access_token):
        """Return this attachment with full rights when the token is right, else with those of the user.

        :raise MissingError: when it does not exist
        """
        self.ensure_one()
        attachment = self.sudo()
        if not attachment.exists():
            raise MissingError(self.env._("This attachment does not exist any more."))
        if access_token:
            if attachment.access_token and consteq(attachment.access_token, access_token):
                return attachment
            raise AccessError(self.env._("The link to this attachment is not valid: ask for a new one."))
        if attachment.public:
            return attachment
        self.check_access("read")
        return attachment

    def _can_return_content(self, field_name=None, access_token=None):
        attachment = self.sudo().with_context(prefetch_fields=False)
        if access_token and attachment.access_token and consteq(attachment.access_token, access_token):
            return True
        if attachment.public:
            return True
        return super()._can_return_content(field_name, access_token)

    # ---- serving -----------------------------------------------------------------------------------------------

    @api.model
    def get_serving_groups(self):
        """Return the groups whose members may have attachments served at any address of ours."""
        return ["base.group_system"]

    @api.constrains("type", "url")
    def _check_serving_attachments(self):
        if self.env.is_admin():
            return
        for attachment in self:
            may_serve = any(self.env.user.has_group(group) for group in self.get_serving_groups())
            if attachment.type == "binary" and attachment.url and not may_serve:
                raise ValidationError(
                    self.env._("Only administrators can serve the attachment “%s” at an address.", attachment.name)
                )

    @api.model
    def _get_serve_attachment(self, url, extra_domain=None, order=None):
        """Return the attachment that is served at `url`."""
        domain = Domain("type", "=", "binary") & Domain("url", "=", url) & Domain(extra_domain or Domain.TRUE)
        return self.search(domain, order=order, limit=1)

    def _to_http_stream(self):
        """Return what sends the content."""
        self.ensure_one()
        stream = Stream(
            mimetype=self.mimetype,
            download_name=self.name,
            etag=self.checksum,
            public=self.public,
        )
        if self.store_fname:
            stream.type = "path"
            stream.path = self._full_path(self.store_fname)
            stat = Path(stream.path).stat()
            stream.last_modified = stat.st_mtime
            stream.size = stat.st_size
        elif self.db_datas:
            stream.type = "data"
            stream.data = self.raw
            stream.last_modified = self.write_date
            stream.size = len(stream.data)
        elif self.url:
            stream.type = "url"
            stream.url = self.url
        else:
            stream.type = "data"
            stream.data = b""
            stream.size = 0
        return stream

    @api.model
    def _from_request_file(self, file, *, mimetype, **vals):
        """Create an attachment from an uploaded file.

        A large one goes from disk to the filestore in pieces.

        :param file: the upload, with `filename`, `read` and `seek`
        :param mimetype: the type of content; `GUESS` to find it out, `TRUST` to believe the client
        """
        head = file.read(MIMETYPE_HEAD_SIZE)
        if mimetype == "TRUST":
            mimetype = file.content_type
        elif mimetype == "GUESS":
            mimetype = guess_mimetype(head)
        vals = {"name": file.filename, "type": "binary", "mimetype": mimetype, **vals}
        # a picture may have to be made smaller, and what is kept in the database is sent there as a whole
        if (mimetype or "").startswith("image/") or self._storage() != "file" or not _is_large(file):
            file.seek(0)
            return self.create({**vals, "raw": file.read()})
        attachment = self.create(vals)
        file.seek(0)
        attachment._set_content_from(file)
        return attachment

    def _post_add_create(self, **kwargs):
        """Something to do once files were uploaded, such as to show the first of them; for addons."""

    def action_get(self):
        return self.env["ir.actions.act_window"]._for_xml_id("base.action_attachment")

    @api.model
    def regenerate_assets_bundles(self):
        """Forget what was made of the assets: they are made anew when they are asked for."""
        self.search(
            [
                ("public", "=", True),
                ("url", "=like", "/web/assets/%"),
                ("res_model", "=", "ir.ui.view"),
                ("res_id", "=", 0),
            ]
        ).unlink()
        self.env.registry.clear_cache("assets")
