"""Assertions about records, documents and approximate values."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lxml import etree, html

from trivium.tools.float_utils import float_compare

__all__ = ["Approx", "Like", "RecordAsserts", "TreeAsserts", "WhitespaceInsensitive"]


class Approx:  # noqa: PLW1641 - compared, never kept in sets
    """Equals numbers that round to the same.

    Args:
        value: the number.
        rounding: a currency (its rounding counts), or a number of decimals.
        decorate: whether the comparison fails loudly with the values rounded; kept for the interface.
    """

    def __init__(self, value: float, rounding: Any, decorate: bool = False) -> None:
        self.value = value
        self.rounding = rounding
        self.decorate = decorate

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (int, float)):
            return NotImplemented
        if isinstance(self.rounding, int):
            return float_compare(self.value, other, precision_digits=self.rounding) == 0
        return bool(self.rounding.compare_amounts(self.value, other) == 0)

    def __repr__(self) -> str:
        return f"~{self.value!r}"


class WhitespaceInsensitive(str):
    """A text that equals others with other white space."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.split() == str.split(other)

    def __hash__(self) -> int:
        return hash(" ".join(self.split()))


class Like:  # noqa: PLW1641 - compared, never kept in sets
    """Equals texts that have its parts in their order: `...` stands for anything, white space does not count."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        parts = (re.escape(" ".join(part.split())).replace(r"\ ", r"\s+") for part in pattern.split("..."))
        self._regex = re.compile(r"\s*.*\s*".join(parts), re.DOTALL)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self._regex.fullmatch(other.strip()) is not None

    def __repr__(self) -> str:
        return repr(self.pattern)


def _canonical(node: etree._Element) -> str:
    """Return a document's text with attributes sorted and white space made even."""
    lines: list[str] = []

    def write(item: etree._Element, depth: int) -> None:
        pairs = sorted((str(key), " ".join(str(value).split())) for key, value in item.attrib.items())
        attributes = "".join(f' {key}="{value}"' for key, value in pairs)
        lines.append(f"{'  ' * depth}<{item.tag}{attributes}>")
        if (item.text or "").strip():
            lines.append(f"{'  ' * (depth + 1)}{' '.join((item.text or '').split())}")
        for child in item:
            if isinstance(child.tag, str):
                write(child, depth + 1)
            if (child.tail or "").strip():
                lines.append(f"{'  ' * (depth + 1)}{' '.join((child.tail or '').split())}")

    write(node, 0)
    return "\n".join(lines)


class TreeAsserts:
    """Assertions about XML and HTML."""

    fail: Any

    def assertTreesEqual(self, n1: etree._Element, n2: etree._Element, msg: str | None = None) -> None:  # noqa: N802 - the contract's name
        """Fail unless two elements say the same, apart from white space and the order of attributes."""
        first, second = _canonical(n1), _canonical(n2)
        if first != second:
            difference = "\n".join(difflib.unified_diff(first.splitlines(), second.splitlines(), lineterm=""))
            self.fail(f"{msg + ': ' if msg else ''}The documents differ:\n{difference}")

    def assertXMLEqual(self, original: str | etree._Element, expected: str | etree._Element) -> None:  # noqa: N802 - the contract's name
        """Fail unless two XML documents say the same."""
        self.assertTreesEqual(self._xml(original), self._xml(expected))

    def assertHTMLEqual(self, original: str, expected: str) -> None:  # noqa: N802 - the contract's name
        """Fail unless two HTML fragments say the same."""
        self.assertTreesEqual(
            html.fragment_fromstring(str(original), create_parent="div"),
            html.fragment_fromstring(str(expected), create_parent="div"),
        )

    @staticmethod
    def _xml(document: str | bytes | etree._Element) -> etree._Element:
        if not isinstance(document, (str, bytes)):
            return document
        data = document.encode() if isinstance(document, str) else document
        return etree.fromstring(data, etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True))


class RecordAsserts:
    """Assertions about records."""

    fail: Any

    def assertRecordValues(  # noqa: N802 - the contract's name
        self,
        records: Any,
        expected_values: Sequence[Mapping[str, Any] | Sequence[Any]],
        *,
        field_names: Iterable[str] | None = None,
    ) -> None:
        """Fail unless each record has the values expected of it, in order.

        Relational fields compare by id or ids, monetary ones rounded as their currency says, floats by their digits.

        Args:
            records: a recordset.
            expected_values: values by name for each record; or lists of values, with
            field_names: the names of these.
        """
        names = list(field_names) if field_names is not None else None
        wanted = [dict(zip(names, row, strict=True)) if names is not None else dict(row) for row in expected_values]
        differences: list[str] = []
        if len(records) != len(wanted):
            differences.append(f"{len(records)} records where {len(wanted)} are expected")
        for number, (record, row) in enumerate(zip(records, wanted, strict=False)):
            for name, expected in row.items():
                found = self._plain(record, name, record[name])
                target = self._plain(record, name, expected)
                if not self._same(record, name, found, target):
                    differences.append(f"record {number} ({record}) {name}: {found!r}, expected {target!r}")
        if differences:
            self.fail("The records differ from what is expected:\n  " + "\n  ".join(differences))

    @staticmethod
    def _plain(record: Any, name: str, value: Any) -> Any:
        field = record._fields[name]
        if field.type == "many2one":
            return value.id if hasattr(value, "_ids") else value or False
        if field.type in {"one2many", "many2many"}:
            return sorted(value.ids if hasattr(value, "_ids") else value or [])
        if field.type in {"date", "datetime"} and isinstance(value, str):
            return field.to_date(value) if field.type == "date" else field.to_datetime(value)
        return False if value is None else value

    @staticmethod
    def _same(record: Any, name: str, found: Any, expected: Any) -> bool:
        field = record._fields[name]
        if isinstance(expected, (int, float)) and not isinstance(expected, bool):
            if field.type == "monetary":
                currency = record[field.get_currency_field(record)]
                if currency:
                    return float_compare(found, expected, precision_rounding=currency.rounding) == 0
            digits = field.get_digits(record.env) if field.type == "float" else None
            if digits:
                return float_compare(found, expected, precision_digits=digits[1]) == 0
        return bool(found == expected)
