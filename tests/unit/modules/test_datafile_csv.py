"""CSV data files, read into records without a database."""

import pytest

from trivium.modules.datafiles.csv import is_simple, model_of, read_csv
from trivium.modules.errors import DataFileError


class Scope:
    def lookup(self, xmlid):
        return "m", len(xmlid)


class Field:
    relational = False
    comodel_name = "m"

    def __init__(self, type_):
        self.name, self.type = "f", type_


def test_rows_become_records():
    header = "\ufeffid,name,perm_read,country_id:id,tag_ids/id,state_id/.id"
    content = header + '\r\na,"x, ""y""",1,base.fr,"a,bb",4\r\n\r\nz.b,,0,,,\r\n'
    first, second = read_csv("shop/security/ir.model.access.csv", content.encode(), "shop")
    assert (first.model, first.xmlid, second.xmlid) == ("ir.model.access", "shop.a", "z.b")
    assert (first.source.line, second.source.line) == (2, 4)
    assert first.values["name"].resolve(Scope(), Field("char")) == 'x, "y"'
    assert first.values["perm_read"].resolve(Scope(), Field("boolean")) is True
    assert first.values["country_id"].resolve(Scope(), Field("many2one")) == 7
    assert first.values["tag_ids"].resolve(Scope(), Field("many2many")) == [(6, 0, [1, 2])]
    assert first.values["state_id"].resolve(Scope(), Field("many2one")) == 4
    assert second.values["name"].resolve(Scope(), Field("char")) is False
    assert second.values["perm_read"].resolve(Scope(), Field("boolean")) is False
    assert second.values["country_id"].resolve(Scope(), Field("many2one")) is False


def test_several_ids_for_one_record_are_refused():
    (record,) = read_csv("m.csv", b'id,a/id\nx,"b,c"\n', "shop")
    with pytest.raises(ValueError, match="takes one record, not the 2 of b, c"):
        record.values["a"].resolve(Scope(), Field("many2one"))


def test_the_file_name_gives_the_model():
    assert model_of("shop/data/res.country.state.csv") == "res.country.state"
    assert model_of("res.partner-extra.csv") == "res.partner"


def test_columns_into_other_records_are_not_simple():
    assert is_simple(["id", "name", "a/id", "b:id", ".id"])
    assert not is_simple(["id", "line_ids/name"])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"id,name\na\n", "m.csv:2: has 1 cells, the header has 2 columns"),
        (b"name\nx\n", "m.csv:1: the header has no column 'id'"),
        (b"id,name\n,x\n", "m.csv:2: has no external id"),
        (b"id,.id\na,1\n", "m.csv:2: a data file cannot use '.id'"),
        (b"id,name\na,\xff\n", "m.csv:2: is not UTF-8"),
        (b'id,name\na,"x" y\n', "m.csv:2: is not valid CSV"),
    ],
)
def test_errors_name_file_and_line(content, problem):
    with pytest.raises(DataFileError) as caught:
        read_csv("m.csv", content, "shop")
    assert str(caught.value).startswith(problem)


def test_an_empty_file_has_no_records():
    assert read_csv("m.csv", b"\n", "shop") == []
