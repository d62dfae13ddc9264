"""Documents that tests return, held against a schema."""

import unittest

import pytest

from trivium.testing.schemas import test_xsd as validated

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:element name="order"><xs:complexType><xs:sequence><xs:element name="line" type="xs:integer" maxOccurs="2"/>
</xs:sequence></xs:complexType></xs:element></xs:schema>"""


@pytest.fixture
def outcome(tmp_path, monkeypatch):
    """Return a function that runs a test which returns documents; it gives the messages of its failures."""
    (tmp_path / "order.xsd").write_text(SCHEMA)
    monkeypatch.setattr("trivium.testing.schemas.file_path", lambda path: str(tmp_path / path))

    def run(documents, **options):
        class Case(unittest.TestCase):
            @validated(path="order.xsd", **options)
            def test_it(self):
                return documents

        result = unittest.TestResult()
        Case("test_it").run(result)
        return [text.strip().splitlines()[-1] for _case, text in result.failures]

    return run


def test_valid_documents_pass(outcome):
    assert outcome(b"<order><line>1</line></order>") == []
    assert outcome([b"<order><line>1</line></order>", "<order><line>1</line><line>2</line></order>"]) == []


def test_one_that_is_not_valid_fails_with_its_line(outcome):
    (message,) = outcome([b"<order><line>1</line></order>", b"<order>\n<line>x</line></order>"])
    assert message.startswith("AssertionError: line 2: Element 'line': 'x' is not a valid value")
    assert outcome(b"<order/>", skip=True) == []


def test_a_schema_must_be_named():
    with pytest.raises(ValueError, match="url= or path="):
        validated()
