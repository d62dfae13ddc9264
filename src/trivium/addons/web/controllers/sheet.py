"""A worksheet of exported rows."""

import tempfile
from datetime import date, datetime

from trivium.exceptions import UserError
from trivium.http import request

MAX_ROWS = 1_048_576
MAX_CELL = 32_767  # characters
IN_MEMORY = 1024 * 1024  # bytes


class Sheet:
    """An XLSX file with one sheet: a header row, then rows and groups; `file` has it once it is left.

    Rows go to disk one by one, so that it needs no more memory for many.
    """

    def __init__(self, headers):
        import xlsxwriter  # noqa: PLC0415 - takes long to import, and only exports need it

        self.file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the response
        self._book = xlsxwriter.Workbook(self.file, {"constant_memory": True, "strings_to_formulas": False,
                                                     "strings_to_urls": False})  # fmt: skip
        self._sheet = self._book.add_worksheet()
        self._bold = self._book.add_format({"bold": True})
        self._group = self._book.add_format({"bold": True, "bg_color": "#F0F0F3"})
        self._text = self._book.add_format({"text_wrap": True})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._datetime = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._number = self._book.add_format({"num_format": "#,##0.00"})
        self._row = 0
        for column, header in enumerate(headers):
            self._sheet.write(0, column, header, self._bold)
        if headers:
            self._sheet.set_column(0, len(headers) - 1, 20)
        self._sheet.freeze_panes(1, 0)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self._book.close()
        if kind is not None:
            self.file.close()

    def _next(self):
        self._row += 1
        if self._row >= MAX_ROWS:
            raise UserError(
                request.env._(
                    "There are more rows than a worksheet has (%s): export fewer records, or to CSV.", MAX_ROWS
                )
            )

    def add(self, values):
        """Write a row."""
        self._next()
        for column, value in enumerate(values):
            self._write(column, value)

    def add_group(self, title, totals):
        """Write the row of a group: its name in the first column, totals in those that have one."""
        self._next()
        for column, value in enumerate(totals):
            self._sheet.write(self._row, column, "" if value in (None, False) else value, self._group)
        self._sheet.write(self._row, 0, title, self._group)

    def _write(self, column, value):
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, column, value)
        elif isinstance(value, int):
            self._sheet.write_number(self._row, column, value)
        elif isinstance(value, float):
            self._sheet.write_number(self._row, column, value, self._number)
        elif isinstance(value, datetime):
            self._sheet.write_datetime(self._row, column, value.replace(tzinfo=None), self._datetime)
        elif isinstance(value, date):
            self._sheet.write_datetime(self._row, column, value, self._date)
        elif value not in (None, ""):
            text = value.decode() if isinstance(value, bytes) else str(value)
            if len(text) > MAX_CELL:
                text = request.env._("The content of this cell is too long for an XLSX file: export to CSV.")
            self._sheet.write_string(self._row, column, text, self._text)
