"""What a model tells of itself and of its records: fields, names, metadata, external ids, translations."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

import orjson

from trivium.data.sql import SQL
from trivium.exceptions import UserError

from .decorators import depends, private, readonly
from .decorators import model as api_model
from .record import RecordCore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


class IntrospectionMixin(RecordCore):
    """fields_get, display names, metadata, external ids, translations of fields."""

    __slots__ = ()
    _register = False

    @api_model
    @readonly
    def fields_get(
        self, allfields: Collection[str] | None = None, attributes: Collection[str] | None = None
    ) -> dict[str, dict[str, Any]]:
        """Return the description of the fields that the user may read.

        Args:
            allfields: names; all where none are given.
            attributes: parts of the description; all where none are given.
        """
        described = {}
        may_write = self.env.su or self.has_access("write") or self.has_access("create")
        for name, field in self._fields.items():
            if allfields and name not in allfields:
                continue
            if not self._has_field_access(field, "read"):
                continue
            description = field.get_description(self.env, attributes)
            if "readonly" in description:
                description["readonly"] = description["readonly"] or not (
                    may_write and self._has_field_access(field, "write")
                )
            described[name] = description
        return described

    # -- names -------------------------------------------------------------------------------------------------------

    @depends(lambda self: (self._rec_name,) if self._rec_name else ())
    def _compute_display_name(self) -> None:
        """Name records by the field that ``_rec_name`` names, or by model and id."""
        if self._rec_name:
            field = self._fields[self._rec_name]
            for record in cast("Iterable[Any]", self):
                record.display_name = field.convert_to_display_name(record[field.name], record)
        else:
            for record in cast("Iterable[Any]", self):
                record.display_name = f"{record._name},{record.id}"

    def _rec_name_fallback(self) -> str:
        """Return the field that names records, ``id`` where there is none."""
        return self._rec_name if self._rec_name in self._fields else "id"

    @api_model
    def name_create(self, name: str) -> Any:
        """Create a record of that name, and return its id and name; False where the model names no field."""
        if not self._rec_name:
            return False
        record = self.create({self._rec_name: name})
        return record.id, record.display_name

    def get_formview_id(self, access_uid: int | None = None) -> Any:
        """Return the view in which the record opens, False for the usual one; a hook."""
        return False

    def get_formview_action(self, access_uid: int | None = None) -> dict[str, Any]:
        """Return the action that opens the record in a form."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_type": "form",
            "view_mode": "form",
            "views": [(self.get_formview_id(access_uid=access_uid), "form")],
            "target": "current",
            "res_id": self.id,
            "context": dict(self.env.context),
        }

    @api_model
    def get_empty_list_help(self, help_message: str) -> str:
        """Return what an empty list of the model says; a hook."""
        return help_message

    def get_base_url(self) -> str:
        """Return the address under which the system is reached.

        Raises:
            ValueError: several records.
        """
        if len(self) > 1:
            raise ValueError(f"Expected singleton or no record: {self}")
        return str(self.env["ir.config_parameter"].sudo().get_param("web.base.url") or "")

    # -- metadata ----------------------------------------------------------------------------------------------------

    def get_metadata(self) -> list[dict[str, Any]]:
        """Return who made and changed each record and when, and its external ids."""
        names = ["id", "create_uid", "create_date", "write_uid", "write_date"] if self._log_access else ["id"]
        result: list[dict[str, Any]] = self.read(names)
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search_read(
                [("model", "=", self._name), ("res_id", "in", self.ids)],
                ["module", "name", "res_id", "noupdate"],
                order="id",
            )
        )
        by_id: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in data:
            by_id[row["res_id"]].append({"xmlid": f"{row['module']}.{row['name']}", "noupdate": row["noupdate"]})
        for values in result:
            xmlids = by_id[values["id"]]
            values["xmlids"] = xmlids[::-1]
            values["xmlid"] = xmlids[-1]["xmlid"] if xmlids else False
            values["noupdate"] = xmlids[-1]["noupdate"] if xmlids else False
        return result

    def _get_external_ids(self) -> dict[int, list[str]]:
        """Return the external ids of each record."""
        result: defaultdict[int, list[str]] = defaultdict(list)
        rows = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [("model", "=", self._name), ("res_id", "in", self.ids)],
                ["module", "name", "res_id"],
                order="id",
            )
        )
        for row in rows:
            result[row.res_id].append(f"{row.module}.{row.name}")
        return {id_: list(result[id_]) for id_ in self._ids}

    @private
    def get_external_id(self) -> dict[int, str]:
        """Return an external id of each record, an empty text where it has none."""
        return {id_: xml_ids[0] if xml_ids else "" for id_, xml_ids in self._get_external_ids().items()}

    # -- translations ------------------------------------------------------------------------------------------------

    def _get_base_lang(self) -> str:
        """Return the language in which terms are written."""
        return "en_US"

    def get_field_translations(
        self, field_name: str, langs: Collection[str] | None = None
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Return the terms of a translated field of one record, in each language.

        Returns:
            dictionaries with ``lang``, ``source`` and ``value``; and what a client needs to know of the field.
        """
        self.ensure_one()
        self.check_access("read")
        field = self._fields[field_name]
        self._check_field_access(field, "read")
        if field.inherited:
            parent: Any = self.sudo()[field.related_path[0]].with_env(self.env)
            translations, context = parent.get_field_translations(field.related_path[-1], langs)
            return translations, context
        self.flush_recordset([field_name])
        stored = self._stored_translations(field)
        codes = sorted(langs or self.pool.languages(self.env))
        translations = []
        if callable(field.translate):
            source = stored.get("en_US") or ""
            terms = field.get_translation_dictionary(source, {code: stored.get(code, source) for code in codes})  # type: ignore[attr-defined] # a text field
            for term, by_lang in terms.items():
                translations += [
                    {"lang": code, "source": term, "value": "" if by_lang.get(code, term) == term else by_lang[code]}
                    for code in codes
                ]
        else:
            source = stored.get("en_US") or ""
            translations = [
                {"lang": code, "source": source, "value": stored.get(code, "") if code != "en_US" else source}
                for code in codes
            ]
        context = {
            "translation_type": "text" if field.type in ("text", "html") else "char",
            "translation_show_source": callable(field.translate),
        }
        return translations, context

    def _stored_translations(self, field: Any) -> dict[str, str]:
        self.env.cr.execute(
            SQL("SELECT %s FROM %s WHERE id = %s", SQL.identifier(field.name), SQL.identifier(self._table), self.id)
        )
        row = self.env.cr.fetchone()
        return dict(row[0] or {}) if row else {}

    def update_field_translations(
        self, field_name: str, translations: Mapping[str, Any], source_lang: str = ""
    ) -> bool:
        """Write translations of a field: ``{lang: text}``, or ``{lang: {term: text}}`` for a field translated by terms.

        Raises:
            UserError: a language is not active.
        """
        return self._update_field_translations(field_name, translations, source_lang=source_lang)

    def _update_field_translations(
        self, field_name: str, translations: Mapping[str, Any], digest: Any = None, source_lang: str = ""
    ) -> bool:
        self.check_access("write")
        field = self._fields[field_name]
        self._check_field_access(field, "write")
        if not field.translate or not field.store:
            return False
        unknown = set(translations) - set(self.pool.languages(self.env)) - {"en_US"}
        if unknown:
            raise UserError(f"Languages {sorted(unknown)} are not active; activate them first.")
        self.flush_recordset([field_name])
        for record in self:
            stored = record._stored_translations(field)
            if not stored:
                continue
            if callable(field.translate):
                _translate_terms(field, stored, translations, source_lang or "en_US", digest)
            else:
                for lang, text in translations.items():
                    if text is False or text is None:
                        stored.pop(lang, None) if lang != "en_US" else None
                    else:
                        stored[lang] = text
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s::jsonb WHERE id = %s",
                    SQL.identifier(self._table),
                    SQL.identifier(field_name),
                    orjson.dumps(stored).decode(),
                    record.id,
                )
            )
        self.env.transaction.forget_field(field)
        self.modified([field_name])
        return True


def _translate_terms(
    field: Any, stored: dict[str, str], translations: Mapping[str, Any], source_lang: str, digest: Any
) -> None:
    source = stored.get(source_lang, stored["en_US"])
    by_term = field.get_translation_dictionary(source, stored)
    for lang, changes in translations.items():
        texts = {term: values.get(lang, term) for term, values in by_term.items()}
        for term, text in changes.items():
            found = next((known for known in by_term if (digest(known) if digest else known) == term), None)
            if found is not None:
                texts[found] = text or found
        stored[lang] = field.translate(texts.get, source)
