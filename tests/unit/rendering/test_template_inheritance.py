"""Specifications applied to archs."""

import pytest
from lxml import etree

from trivium.tools.template_inheritance import apply_inheritance_specs

ARCH = (
    '<form><sheet><group name="main" class="a b"><field name="name"/><field name="state" invisible="locked"/></group>'
    "</sheet>end</form>"
)
NAME, STATE, MAIN = '<field name="name"', '<field name="state"', '<group name="main"'


def apply(spec, arch=ARCH):
    return etree.tostring(apply_inheritance_specs(etree.fromstring(arch), etree.fromstring(spec)), encoding="unicode")


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (f'{NAME} position="before"><i/></field>', '<i/><field name="name"/>'),
        (f'{NAME} position="after">text<i/>more</field>', '<field name="name"/>text<i/>more<field name="state"'),
        (f'{NAME} position="replace"/>', 'class="a b"><field name="state"'),
        (f'{NAME} position="replace"><b>$0</b></field>', '<b><field name="name"/></b>'),
        (f'{MAIN} position="replace" mode="inner"><i/></group>', '<group name="main" class="a b"><i/></group>'),
        ("<xpath expr=\"//group[hasclass('b', 'a')]\" position=\"inside\"><i/></xpath>", "<i/></group>"),
        (f'{NAME} position="before"><field name="state" position="move"/></field>', '"locked"/><field name="name"/>'),
        (
            f'{STATE} position="attributes"><attribute name="invisible" add="x > 1" separator="and"/></field>',
            'invisible="(locked) and (x &gt; 1)"',
        ),
        (
            f'{STATE} position="attributes"><attribute name="invisible" remove="locked" separator="or"/></field>',
            '<field name="state"/>',
        ),
        (
            f'{MAIN} position="attributes"><attribute name="class" remove="a" add="c" separator=" "/></group>',
            'class="b c"',
        ),
        ('<form position="replace"><list/></form>', "<list/>"),
        (f'<data>{NAME} position="after"><i/></field><i position="after"><u/></i></data>', "<i/><u/>"),
    ],
)
def test_a_specification_changes_what_it_names(spec, expected):
    assert expected in apply(spec)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ('<field name="gone" position="after"/>', 'name="gone" position="after">'),
        ('<xpath expr="//field[" position="after"/>', "Invalid XPath"),
        ('<xpath expr="count(//field)" position="after"/>', "finds no elements"),
        ('<xpath expr="//field/@name" position="after"/>', "finds no elements"),
        ('<field name="name" position="beside"/>', "Invalid position 'beside'"),
        ('<form position="after"><i/></form>', "root of the arch"),
        ('<form position="replace"><a/><b/></form>', "exactly one element"),
        (
            '<field name="name" position="after"><field name="state" position="move"><i/></field></field>',
            "may not hold",
        ),
        ('<field name="state" position="attributes"><attribute name="invisible" add="x"/></field>', "separator"),
    ],
)
def test_a_wrong_specification_is_named(spec, message):
    with pytest.raises(ValueError, match=r"\S") as caught:
        apply(spec)
    assert message in str(caught.value)


def test_only_the_first_of_several_is_meant():
    assert apply('<xpath expr="//field" position="before"><i/></xpath>').count("<i/>") == 1
