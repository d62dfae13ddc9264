"""Names in the expressions, domains and contexts of views."""

import pytest
from lxml import etree

from trivium.tools.view_validation import get_dict_asts, get_domain_value_names, get_expression_field_names, relaxng


def test_expressions_name_fields():
    assert get_expression_field_names("state in ('a', b) and not parent.locked and uid == user_id.id") == {
        "state", "b", "parent.locked", "user_id",
    }  # fmt: skip
    assert get_expression_field_names("context.get('x') and [n for n in line_ids if n]") == {"line_ids"}


def test_domains_name_paths_and_values():
    assert get_domain_value_names("['|', ('a.b', '=', c), ('d', 'in', [parent.e, 1])] + f") == (
        {"a.b", "d"}, {"c", "parent.e", "f"},
    )  # fmt: skip
    assert get_domain_value_names([("a", "=", 1), "|"]) == ({"a"}, set())
    for wrong in ("[('a', '=')]", "['?', ('a', '=', 1)]", "[(5, '=', 1)]", "'text'"):
        with pytest.raises(ValueError, match=r"domain|condition"):
            get_domain_value_names(wrong)


def test_contexts_are_dictionaries_of_texts():
    assert set(get_dict_asts("{'a': b, 'c': 1}")) == {"a", "c"}
    with pytest.raises(ValueError, match="dictionary"):
        get_dict_asts("[1]")


@pytest.mark.parametrize(
    ("arch", "valid"),
    [
        ('<list editable="top"><field name="a" optional="show"/><button name="b" type="object"/></list>', True),
        ("<list><field/></list>", False),
        ("<list><notebook/></list>", False),
        ('<calendar date_start="a"><field name="b"/></calendar>', True),
        ('<calendar><field name="b"/></calendar>', False),
        (
            '<search><field name="a"/><separator/><group><filter name="f" domain="[]"/></group><searchpanel/></search>',
            True,
        ),
        ("<search><sheet/></search>", False),
        ('<kanban><field name="a"/><templates><t t-name="card"><b t-if="x">y</b></t></templates></kanban>', True),
    ],
)
def test_schemas_of_archs(arch, valid):
    element = etree.fromstring(arch)
    assert relaxng(element.tag).validate(element) is valid
