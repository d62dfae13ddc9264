"""Exports of records to CSV and XLSX."""

import csv
import io
import json
import operator
import tempfile
from datetime import datetime

from werkzeug.exceptions import BadRequest
from werkzeug.wsgi import FileWrapper

from trivium import http
from trivium.addons.web.controllers.sheet import Sheet
from trivium.exceptions import AccessError, UserError
from trivium.fields import Domain
from trivium.http import content_disposition, request

IN_MEMORY = 1024 * 1024
"""Bytes up to which an export is kept in memory; a larger one is on disk until it is sent."""
RECORDS_AT_ONCE = 1000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def check_may_export():
    """Refuse users who are not let to take data out."""
    if not request.env.user.has_group("base.group_allow_export"):
        raise AccessError(request.env._("You may not export. Ask your administrator for the right “Export”."))


def exported_rows(records, names):
    """Yield the rows of an export, some records at a time: what was read of the others is forgotten."""
    for start in range(0, len(records), RECORDS_AT_ONCE):
        part = records.browse(records.ids[start : start + RECORDS_AT_ONCE])
        yield from part.export_data(names).get("datas", [])
        if len(records) > RECORDS_AT_ONCE:
            records.env.invalidate_all()


class Export(http.Controller):
    @http.route("/web/export/formats", type="jsonrpc", auth="user", readonly=True)
    def formats(self):
        """The formats of exports."""
        return [{"tag": "xlsx", "label": "XLSX"}, {"tag": "csv", "label": "CSV"}]

    @http.route("/web/export/get_fields", type="jsonrpc", auth="user", readonly=True)
    def get_fields(self, model, domain, prefix="", parent_name="", import_compat=True, parent_field_type=None,
                   parent_field=None, exclude=None):  # fmt: skip
        """The fields that may be exported, of a model or of the records that a field leads to."""
        env = request.env
        fields = env[model].fields_get(
            attributes=["type", "string", "required", "relation_field", "default_export_compatible", "relation",
                        "definition_record", "definition_record_field", "exportable", "readonly"],
        )  # fmt: skip
        if import_compat and parent_field_type in {"many2one", "many2many"}:
            rec_name = env[model]._rec_name_fallback()
            fields = {"id": fields["id"], rec_name: fields[rec_name]}
        else:
            fields[".id"] = {**fields["id"]}
        fields["id"]["string"] = env._("External ID")
        if parent_field:
            parent_field["string"] = env._("External ID")
            fields["id"]["string"] = parent_field["string"]
        result = []
        for name, field in sorted(
            fields.items(), key=lambda item: (item[0] != "id", (item[1].get("string") or "").lower())
        ):
            if import_compat and (name in (exclude or ()) or (field.get("readonly") and name != "id")):
                continue
            if not field.get("exportable", True) or field["type"] == "properties_definition":
                continue
            result.append(self._describe(env, name, field, prefix, parent_name, import_compat))
        return result

    def _describe(self, env, name, field, prefix, parent_name, import_compat):
        identifier = f"{prefix}/{name}" if prefix else name
        value = identifier
        if import_compat and field["type"] in {"many2one", "many2many"} and not prefix:
            value = f"{identifier}/id"
        label = f"{parent_name}/{field['string']}" if parent_name else field["string"]
        described = {
            "id": identifier,
            "string": label,
            "value": value,
            "children": False,
            "field_type": field["type"],
            "required": field.get("required"),
            "relation_field": field.get("relation_field"),
            "default_export": import_compat and field.get("default_export_compatible"),
        }
        if identifier.count("/") < 3 and field.get("relation"):
            described["value"] = identifier if not import_compat else value
            described["params"] = {
                "model": field["relation"],
                "prefix": identifier,
                "name": label,
                "parent_field": {"id": identifier, "field_type": field["type"]},
            }
            described["children"] = True
        return described

    @http.route("/web/export/namelist", type="jsonrpc", auth="user", readonly=True)
    def namelist(self, model, export_id):
        """The fields of a saved list, with their labels."""
        export = request.env["ir.exports"].browse([export_id])
        names = export.export_fields.mapped("name")
        labels = self.fields_info(model, names)
        return [{"name": name, "label": labels[name]} for name in names if name in labels]

    def fields_info(self, model, export_fields):
        """Return the label of each field path."""
        labels = {}
        for path in export_fields:
            current, words = model, []
            for part in path.split("/"):
                name = "id" if part == ".id" else part
                described = request.env[current].fields_get([name], ["string", "relation"]) if current else {}
                if name not in described:
                    break
                words.append(described[name]["string"])
                current = described[name].get("relation")
            else:
                labels[path] = "/".join(words)
        return labels


class ExportFormat:
    """One format of exports."""

    content_type = ""
    extension = ""

    def filename(self, base):
        """Return the name of the file without its ending: the model's."""
        if base not in request.env:
            return base
        return f"{request.env['ir.model']._get(base).name} ({base})"

    def base(self, data):
        """Answer with the export that `data` (JSON) asks for."""
        check_may_export()
        try:
            params = json.loads(data)
            model, fields, ids, domain, import_compat = operator.itemgetter(
                "model", "fields", "ids", "domain", "import_compat"
            )(params)
            records_model = request.env[model].with_context(**params.get("context", {}))
            domain = Domain(domain)
            domain.validate(records_model)
            if not records_model._is_an_ordinary_table():
                fields = [field for field in fields if field["name"] != "id"]
            names = [field["name"] for field in fields]
            headers = names if import_compat else [field["label"].strip() for field in fields]
            records_model.export_data(names)  # of no records: are these fields?
        except (AttributeError, ValueError, KeyError, TypeError) as error:
            raise BadRequest(f"Not an export: {error}") from error
        groupby = params.get("groupby")
        if groupby and not import_compat:
            content = self.from_groups(records_model, fields, headers, names, domain, groupby, ids)
        else:
            records = records_model.browse(ids) if ids else records_model.search(domain)
            content = self.from_data(fields, headers, exported_rows(records, names))
        http_headers = [
            ("Content-Disposition", content_disposition(self.filename(model) + self.extension)),
            ("Content-Type", self.content_type),
        ]
        if isinstance(content, str | bytes):  # an addon's own format
            return request.make_response(content, http_headers)
        http_headers.append(("Content-Length", str(content.seek(0, io.SEEK_END))))
        content.seek(0)
        return http.Response(FileWrapper(content), headers=http_headers, direct_passthrough=True)

    def from_data(self, fields, columns_headers, rows):
        """Return the file of plain rows: its content, or an open file that has it."""
        raise NotImplementedError

    def from_groups(self, model, fields, headers, names, domain, groupby, ids):
        """Return the file of grouped rows: its content, or an open file that has it."""
        raise NotImplementedError


class CSVExport(ExportFormat, http.Controller):
    content_type = "text/csv;charset=utf8"
    extension = ".csv"

    @http.route("/web/export/csv", type="http", auth="user")
    def web_export_csv(self, data):
        """An export as CSV."""
        return self.base(data)

    def from_groups(self, model, fields, headers, names, domain, groupby, ids):
        raise UserError(request.env._("Grouped records cannot be exported to CSV: choose XLSX."))

    def from_data(self, fields, columns_headers, rows):
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the response
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text, quoting=csv.QUOTE_ALL)
        writer.writerow(columns_headers)
        writer.writerows([self._cell(value) for value in row] for row in rows)
        text.detach()
        return file

    def _cell(self, value):
        if value is None or value is False:
            return ""
        if isinstance(value, str) and value.startswith(FORMULA_STARTS):
            return "'" + value  # a spreadsheet would run it
        if isinstance(value, bytes):
            return value.decode()
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S")
        return value


class ExcelExport(ExportFormat, http.Controller):
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension = ".xlsx"

    @http.route("/web/export/xlsx", type="http", auth="user")
    def web_export_xlsx(self, data):
        """An export as XLSX."""
        return self.base(data)

    def from_data(self, fields, columns_headers, rows):
        with Sheet(columns_headers) as sheet:
            for row in rows:
                sheet.add(row)
        return sheet.file

    def from_groups(self, model, fields, headers, names, domain, groupby, ids):
        if ids:
            domain = Domain("id", "in", ids)
        aggregated = {
            field["name"]: model._fields[field["name"]].aggregator
            for field in fields
            if field["name"] in model._fields
            and model._fields[field["name"]].aggregator in {"sum", "max", "min", "avg"}
        }
        with Sheet(headers) as sheet:
            self._write_level(sheet, model, names, domain, groupby, aggregated, 0)
        return sheet.file

    def _write_level(self, sheet, model, names, domain, groupby, aggregated, depth):
        """Write the groups of one level: a row with the group's totals, then its groups or its records."""
        specs = ["__count", *(f"{name}:{aggregator}" for name, aggregator in aggregated.items())]
        for group in model.formatted_read_group(domain, [groupby[0]], specs):
            label = group[groupby[0]]
            label = label[1] if isinstance(label, (list, tuple)) else label
            totals = [group.get(f"{name}:{aggregated[name]}", "") if name in aggregated else "" for name in names]
            title = (
                f"{'    ' * depth}{label if label not in (False, None) else request.env._('None')} ({group['__count']})"
            )
            sheet.add_group(title, totals)
            inside = Domain(domain) & Domain(group["__extra_domain"])
            if len(groupby) > 1:
                self._write_level(sheet, model, names, inside, groupby[1:], aggregated, depth + 1)
                continue
            for row in exported_rows(model.search(inside), names):
                sheet.add(row)
