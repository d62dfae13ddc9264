"""Fields of files and images."""

from __future__ import annotations

import base64
import binascii
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from trivium.exceptions import UserError
from trivium.orm.identifiers import NewId
from trivium.tools.image import image_process
from trivium.tools.misc import SENTINEL, human_size

from ._properties_conditions import BinaryConditions
from .base import Field

if TYPE_CHECKING:
    from collections.abc import Mapping

SIZE_KEYS = ("bin_size",)


class Binary(BinaryConditions, Field):
    """Bytes, seen as base64; kept as an attachment in the filestore, or in a column.

    Args:
        attachment: whether an attachment holds them.
    """

    type = "binary"
    _expects = "a text in base64"
    prefetch = False
    attachment: bool = True
    plain_column = False
    falsy_value = None
    related_attrs: tuple[tuple[str, str], ...] = (("attachment", "attachment"),)
    description_attrs: tuple[tuple[str, str], ...] = (("attachment", "attachment"),)

    @property
    def _column_type(self) -> tuple[str, str] | None:  # type: ignore[override] # depends on where bytes are kept
        return None if self.attachment else ("bytea", "bytea")

    def set_attributes(self, model_class: Any, attributes: dict[str, Any]) -> None:
        """What is not stored needs no attachment; the cache keeps sizes apart from contents."""
        attributes = dict(attributes)
        if not attributes.get("store", True) or (attributes.get("compute") and not attributes.get("store")):
            attributes["attachment"] = attributes.get("attachment", True)
        super().set_attributes(model_class, attributes)

    def column_to_cache(self, value: Any) -> Any:
        """The bytes."""
        return bytes(value) if value is not None else None

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """Base64, as bytes.

        Raises:
            UserError: the value is not base64.
        """
        if value is None or value is False:
            return None
        if not self.store and isinstance(value, (list, tuple, dict)):
            return value  # a computed field may hold what is no file: the views of an action
        if isinstance(value, memoryview):
            value = bytes(value)
        if isinstance(value, str):
            value = value.encode("ascii", errors="replace")
        if isinstance(value, int):
            return str(value).encode()
        if not isinstance(value, bytes | bytearray):
            raise self.refused(value, TypeError())
        if validate and value:
            try:
                base64.b64decode(value, validate=False)
            except (binascii.Error, ValueError) as error:
                raise UserError(f"Wrong value for {self}: {value[:40]!r} is not valid base64 ({error})") from error
        return bytes(value)

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """Base64 as bytes, False for nothing."""
        return False if value is None else value

    def convert_to_column(self, value: Any, record: Any, values: Any = None, validate: bool = True) -> Any:
        """The bytes for a column."""
        return self.convert_to_cache(value, record, validate)

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """The text of the base64."""
        return value.decode() if isinstance(value, bytes) else value or ""

    def wants_size(self, env: Any) -> bool:
        """Tell whether the context asks for the size in words instead of the content."""
        return bool(env.context.get("bin_size") or env.context.get(f"bin_size_{self.name}"))

    def miss(self, record: Any) -> Any:
        """Compute or fetch the content of one record, or tell its size where the context asks for that."""
        if not self.shows_size(record.env):
            return super().miss(record)
        if self.groups and not record.env.su:
            record._check_field_access(self, "read")
        record.check_access("read")
        return self.sizes(record)[0]

    def shows_size(self, env: Any) -> bool:
        """Tell whether code sees the size: unless the value is computed anew for such a context, and cached with it."""
        return self.wants_size(env) and "bin_size" not in self.context_keys

    # -- attachments -------------------------------------------------------------------------------------------------

    def _attachments(self, records: Any) -> Any:
        return records.env["ir.attachment"].sudo().with_context(active_test=False)

    def _attachment_domain(self, records: Any) -> list[Any]:
        return [("res_model", "=", records._name), ("res_field", "=", self.name), ("res_id", "in", records.ids)]

    def read(self, records: Any) -> None:
        """Fill the cache from the attachments of records."""
        found: dict[int, Any] = dict.fromkeys(records._ids)
        attachments = self._attachments(records).with_context(bin_size=False)
        for attachment in attachments.search_fetch(self._attachment_domain(records), ["res_id"]):
            found[attachment.res_id] = attachment.datas or None
        records.env._columns[self].update(found)

    def sizes(self, records: Any) -> list[Any]:
        """Return the size of each record's content in words, as bytes, False where there is none."""
        if self.attachment and self.store and all(records._ids):
            attachments = self._attachments(records).search_fetch(
                self._attachment_domain(records), ["res_id", "file_size"]
            )
            found = {attachment.res_id: attachment.file_size for attachment in attachments}
        else:
            whole = {"bin_size": False, f"bin_size_{self.name}": False}
            contents = {record._ids[0]: record.with_context(**whole)[self.name] for record in records}
            if any(isinstance(content, (list, tuple, dict)) for content in contents.values()):
                return list(contents.values())  # no files: the views of an action
            found = {id_: len(content) * 3 // 4 for id_, content in contents.items() if content}
        return [str(human_size(found[id_])).encode() if id_ in found else False for id_ in records._ids]

    def create(self, record_values: Any) -> None:
        """Make the attachments of records just created."""
        values = [(record, self.convert_to_cache(value, record)) for record, value in record_values]
        if not values:
            return
        env = values[0][0].env
        column = env._columns[self]
        for record, value in values:
            column[record._ids[0]] = value
        env["ir.attachment"].sudo().create([self.attachment_values(record, value) for record, value in values if value])

    def attachment_values(self, record: Any, value: Any) -> dict[str, Any]:
        """Return the values of the attachment that holds a content."""
        return {
            "name": self.name,
            "res_model": record._name,
            "res_field": self.name,
            "res_id": record.id,
            "type": "binary",
            "datas": value,
        }

    def write(self, records: Any, value: Any) -> None:
        """Assign the content: an attachment is written at once."""
        if not (self.attachment and self.store):
            super().write(records, value)
            return
        cached = self.convert_to_cache(value, records)
        transaction = records.env.transaction
        transaction.restore(self, records._ids)
        column = records.env._columns[self]
        records = records.browse([id_ for id_ in records._ids if id_ not in column or column[id_] != cached])
        column.update(dict.fromkeys(records._ids, cached))
        saved = records.browse([id_ for id_ in records._ids if id_ and not isinstance(id_, NewId)])
        if not saved:
            return
        if self.compute:  # assigned record by record: written together at the flush
            transaction.mark_dirty(self, saved._ids, ())
        else:
            write_attachments(saved, {self: dict.fromkeys(saved._ids, cached)})


def write_attachments(model: Any, contents: Mapping[Binary, Mapping[int, Any]]) -> None:
    """Write contents of fields of one model: few statements, however many records and fields.

    Args:
        model: the model of the fields.
        contents: field -> id of a record whose content has changed -> its content as it is cached.
    """
    env = model.env
    attachments = env["ir.attachment"].sudo().with_context(active_test=False)
    ids = list(dict.fromkeys(id_ for by_id in contents.values() for id_ in by_id))
    names = [field.name for field in contents]
    domain = [("res_model", "=", model._name), ("res_field", "in", names), ("res_id", "in", ids)]
    found: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for attachment in attachments.search_fetch(domain, ["res_field", "res_id"]):
        found[attachment.res_field, attachment.res_id].append(attachment.id)
    created: list[dict[str, Any]] = []
    replaced: defaultdict[Any, list[int]] = defaultdict(list)
    for field, by_id in contents.items():
        for record in model.browse(by_id):
            content = by_id[record._ids[0]]
            existing = found.get((field.name, record._ids[0]))
            if existing:
                replaced[content or None].extend(existing)
            elif content:
                created.append(field.attachment_values(record, content))
    emptied = attachments.browse(replaced.pop(None, ()))
    for content, existing in replaced.items():
        attachments.browse(existing).write({"datas": content})
    if created:
        attachments.create(created)
    emptied.unlink()  # empties the cache, so it comes last


class Image(Binary):
    """An image, scaled down to fit.

    Args:
        max_width, max_height: in pixels; 0 sets no limit.
        verify_resolution: whether images of more pixels than memory can hold are refused.
    """

    type = "binary"
    max_width: int = 0
    max_height: int = 0
    verify_resolution: bool = True
    related_attrs: tuple[tuple[str, str], ...] = (
        *Binary.related_attrs,
        ("max_width", "max_width"),
        ("max_height", "max_height"),
    )

    def __init__(self, string: Any = SENTINEL, **kwargs: Any) -> None:
        super().__init__(string=string, **kwargs)

    def create(self, record_values: Any) -> None:
        """Scale the images, then keep them."""
        super().create([(record, self._processed(value, record.env)) for record, value in record_values])

    def write(self, records: Any, value: Any) -> None:
        """Scale the image, then keep it.

        A related image takes it in its full size, since the field behind it may be larger.
        """
        super().write(records, value if self.related else self._processed(value, records.env))

    def _related_value(self, value: Any) -> Any:
        return self._processed(value, None) if value else value

    def _inverse_related(self, records: Any) -> None:
        for record in records:
            target, field = self.traverse_related(record)
            if target:
                target[field.name] = record.with_context(bin_size=False)[self.name]

    def _processed(self, value: Any, env: Any) -> Any:
        if not value or (env is not None and self.wants_size(env)):
            return value
        raw = value if isinstance(value, bytes) else str(value).encode()
        try:
            source = base64.b64decode(raw, validate=False)
        except (binascii.Error, ValueError) as error:
            raise UserError(f"The image of {self} is not valid base64: {error}") from error
        processed = image_process(
            source, size=(self.max_width, self.max_height), verify_resolution=self.verify_resolution
        )
        return base64.b64encode(processed) if processed is not source else raw


__all__: list[str] = ["Binary", "Image"]
