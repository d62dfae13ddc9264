"""A pivot table as a spreadsheet."""

import io
import json
from collections import deque

from werkzeug.exceptions import BadRequest

from trivium import http
from trivium.http import content_disposition, request
from trivium.tools.misc import babel_locale_parse


class TableExporter(http.Controller):
    @http.route("/web/pivot/export_xlsx", type="http", auth="user", readonly=True)
    def export_xlsx(self, data, **kw):
        """The table that the client shows, as XLSX."""
        import xlsxwriter  # noqa: PLC0415 - takes long to import, and only exports need it

        try:
            table = json.loads(data.read() if hasattr(data, "read") else data)
            title, measures = table["title"], table["measure_count"]
        except (ValueError, KeyError, TypeError) as error:
            raise BadRequest(f"Not a pivot table: {error}") from error
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False})
        self._write(book, table, measures)
        book.close()
        return request.make_response(
            output.getvalue(),
            [
                ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("Content-Disposition", content_disposition(f"{title}.xlsx")),
            ],
        )

    def _write(self, book, table, measures):
        sheet = book.add_worksheet(table["title"][:31].translate(str.maketrans("[]:*?/\\", "       ")))
        bold = book.add_format({"bold": True})
        head = book.add_format({"bold": True, "bg_color": "#E8E8EC", "border": 1})
        number = book.add_format({"num_format": self._number_format()})
        row = self._write_headers(sheet, table, head, measures)
        for line in table["rows"]:
            sheet.write(row, 0, f"{'     ' * line['indent']}{line['title']}", bold)
            for column, cell in enumerate(line["values"], 1):
                value = cell.get("value", "")
                sheet.write(row, column, "" if value is None else value, bold if cell.get("is_bold") else number)
            row += 1
        sheet.set_column(0, 0, 30)

    def _write_headers(self, sheet, table, style, measures):
        """Write the rows of column titles, each as wide as what is under it; return the row below them."""
        row = 0
        carried = deque()
        for titles in table["col_group_headers"]:
            column = 1
            following = deque()
            for title in titles:
                while carried and carried[0][0] == column:
                    _start, width, height = carried.popleft()
                    column += width
                    if height > 1:
                        following.append((column - width, width, height - 1))
                self._merge(sheet, row, column, title["width"], title["title"], style)
                if title["height"] > 1:
                    following.append((column, title["width"], title["height"] - 1))
                column += title["width"]
            while carried:
                start, width, height = carried.popleft()
                if height > 1:
                    following.append((start, width, height - 1))
            carried = deque(sorted(following))
            row += 1
        if measures > 1 or table["measure_headers"]:
            for column, header in enumerate(table["measure_headers"], 1):
                sheet.write(row, column, header["title"], style)
            row += 1
        column = 1
        for header in table.get("origin_headers") or ():
            self._merge(sheet, row, column, header["width"], header["title"], style)
            column += header["width"]
        return row + bool(table.get("origin_headers"))

    def _merge(self, sheet, row, column, width, text, style):
        if width > 1:
            sheet.merge_range(row, column, row, column + width - 1, text, style)
        else:
            sheet.write(row, column, text, style)

    def _number_format(self):
        locale = babel_locale_parse(request.env.context.get("lang") or "en_US")
        return "#,##0.00" if locale else "0.00"
