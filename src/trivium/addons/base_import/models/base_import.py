"""The import: a file is looked at, its columns are matched with fields, its rows become records."""

import base64
import datetime as dt
import re

from trivium import api, fields, models
from trivium.exceptions import UserError
from trivium.tools.constants import DEFAULT_SERVER_DATE_FORMAT, DEFAULT_SERVER_DATETIME_FORMAT

from .tables import FileProblem, read_table

DEPTH = 3
HEADED = {"one2many", "many2many", "many2one"}
NUMBERS = {"integer", "float", "monetary"}


def _plain(text):
    """The letters and digits alone: E-mail is Email."""
    return re.sub(r"[\W_]+", "", text or "").lower()


class BaseImportImport(models.TransientModel):
    _name = "base_import.import"
    _description = "Import"

    res_model = fields.Char("Model")
    file = fields.Binary("File", attachment=False)
    file_name = fields.Char("Name of the file")
    file_type = fields.Char("Type of the file")

    # ---- fields ------------------------------------------------------------------------------------------------

    @api.model
    def get_fields_tree(self, model, depth=DEPTH):
        """Return what can be imported, by depth: external id, fields, and the fields behind relations.

        :return: dictionaries with `id` (name), `string`, `required`, `type`, `fields`, `model_name`
        """
        records = self.env[model]
        records.check_access("create")
        tree = [self._node("id", self.env._("External ID"), "id", model)]
        if not depth:
            return tree
        described = records.fields_get(attributes=["string", "required", "type", "readonly", "relation", "store"])
        for name, field in sorted(described.items(), key=lambda item: item[1]["string"] or item[0]):
            if (
                name in models.MAGIC_COLUMNS
                or field.get("readonly")
                or records._fields[name].type in {"binary", "properties"}
            ):
                continue
            tree.append(self._node(name, field["string"], field["type"], model, required=bool(field.get("required"))))
            if field["type"] in HEADED:
                tree[-1]["comodel_name"] = field["relation"]
                tree[-1]["fields"] = self._behind(field, depth)
        return tree

    def _behind(self, field, depth):
        if field["type"] == "one2many" and self.env[field["relation"]].has_access("create"):
            return self.get_fields_tree(field["relation"], depth=depth - 1)
        return [
            self._node("id", self.env._("External ID"), "id", field["relation"]),
            self._node(".id", self.env._("Database ID"), "id", field["relation"]),
        ]

    @staticmethod
    def _node(name, string, kind, model, *, required=False):
        return {
            "id": name,
            "name": name,
            "string": string,
            "required": required,
            "fields": [],
            "type": kind,
            "model_name": model,
        }

    # ---- looking -----------------------------------------------------------------------------------------------

    def parse_preview(self, options, count=10):
        """Return what is in the file, and which fields its columns seem to be.

        :param options: `has_headers`, `encoding`, `separator`, `quoting`, `sheet` ...; what is missing is guessed
        :param count: rows to show
        :return: `fields`, `headers`, `matches` (`{column: path of names}`), `preview` (examples by column),
            `options` completed, `file_length`; or `error`
        """
        self.ensure_one()
        try:
            rows, options = read_table(self._content(), options)
            if not rows:
                raise FileProblem(self.env._("The file is empty."))
        except FileProblem as problem:
            return {"error": str(problem), "preview": []}
        options.setdefault("has_headers", True)
        headers = rows[0] if options["has_headers"] else []
        body = rows[1:] if options["has_headers"] else rows
        tree = self.get_fields_tree(self.res_model)
        width = max(len(row) for row in rows)
        columns = [[row[index] if index < len(row) else "" for row in body] for index in range(width)]
        return {
            "fields": tree,
            "headers": headers,
            "matches": self._matches(headers, tree),
            "preview": [[value for value in column if value][:count] for column in columns],
            "options": options,
            "file_length": len(body),
        }

    def _content(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _matches(self, headers, tree):
        """Return the path of each column that has one: as it was the last time, by name, or by label."""
        known = self.env["base_import.mapping"].search([("res_model", "=", self.res_model)])
        before = {line.column_name: line.field_name.split("/") for line in known}
        found, taken = {}, set()
        for index, header in enumerate(headers):
            path = before.get(header) or self._match(header.split("/"), tree)
            if path and tuple(path) not in taken:
                taken.add(tuple(path))
                found[index] = path
        return found

    def _match(self, parts, tree):
        wanted = _plain(parts[0])
        for node in tree:
            if wanted in {_plain(node["id"]), _plain(node["string"])}:
                rest = self._match(parts[1:], node["fields"]) if parts[1:] else []
                return None if rest is None else [node["id"], *rest]
        return None

    # ---- importing ---------------------------------------------------------------------------------------------

    def execute_import(self, fields, columns, options, dryrun=False):
        """Import the rows of the file.

        :param fields: for each column the path of its field, such as `parent_id/id`; False leaves the column out
        :param columns: their headers, to remember what they were imported to
        :param options: as for the preview, and `skip`, `limit`, `date_format`, `datetime_format`,
            `float_thousand_separator`, `float_decimal_separator`
        :param dryrun: whether nothing is kept
        :return: as of `load`: `ids`, `messages`, `nextrow`; and `name`, those of the records
        """
        self.ensure_one()
        try:
            names, rows = self._rows(fields, options)
        except FileProblem as problem:
            return {
                "ids": False,
                "messages": [{"type": "error", "message": str(problem), "record": False}],
                "nextrow": 0,
            }
        records = self.env[self.res_model].with_context(import_file=True, _import_limit=options.get("limit") or None)
        with self.env.cr.savepoint() as savepoint:
            result = records.load(names, rows)
            result["name"] = records.browse(result["ids"] or []).mapped("display_name") if not dryrun else []
            if dryrun:
                savepoint.rollback()
        skip = int(options.get("skip") or 0)
        if result["nextrow"]:
            result["nextrow"] += skip
        if result["ids"] and not dryrun and options.get("has_headers", True):
            pairs = {column: field for column, field in zip(columns, fields, strict=False) if column and field}
            self.env["base_import.mapping"].remember(self.res_model, pairs)
        return result

    def _rows(self, fields, options):
        """Return the paths that were chosen, and the cells for them as `load` takes them."""
        if not any(fields):
            raise FileProblem(self.env._("Choose a field for one column at least."))
        rows, options = read_table(self._content(), options)
        rows = rows[1:] if options.get("has_headers", True) else rows
        chosen = [(index, path) for index, path in enumerate(fields) if path]
        kinds = [self._kind(path.split("/")) for _index, path in chosen]
        table = []
        for number, row in enumerate(rows[int(options.get("skip") or 0) :], start=1):
            cells = [row[index] if index < len(row) else "" for index, _path in chosen]
            pairs = zip(cells, kinds, strict=True)
            table.append([self._converted(value, kind, options, number) for value, kind in pairs])
        return [path for _index, path in chosen], table

    def _kind(self, path):
        """Return the type of the field at the end of a path."""
        records = self.env[self.res_model]
        kind = None
        for name in path:
            field = records._fields.get(name)
            if field is None:
                if name in {"id", ".id"}:
                    return "id"
                raise UserError(self.env._("%(model)s has no field %(name)s.", model=records._name, name=name))
            kind = field.type
            records = self.env[field.comodel_name] if field.comodel_name else records
        return kind

    def _converted(self, value, kind, options, number):
        """Return a cell as `load` takes it: numbers and dates were written as people of a country do."""
        if not value:
            return value
        if kind in NUMBERS:
            thousand = options.get("float_thousand_separator") or ""
            value = value.replace(thousand, "") if thousand else value
            return value.replace(options.get("float_decimal_separator") or ".", ".")
        pattern = options.get("date_format" if kind == "date" else "datetime_format")
        if kind in {"date", "datetime"} and pattern:
            try:
                moment = dt.datetime.strptime(value, pattern)  # noqa: DTZ007 - files have no time zones
            except ValueError as error:
                message = self.env._("Row %(row)s: %(value)s is not written as %(pattern)s.")
                raise FileProblem(message % {"row": number, "value": value, "pattern": pattern}) from error
            return moment.strftime(DEFAULT_SERVER_DATE_FORMAT if kind == "date" else DEFAULT_SERVER_DATETIME_FORMAT)
        return value
