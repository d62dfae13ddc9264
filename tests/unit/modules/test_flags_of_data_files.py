"""Attributes of data files that say yes or no."""

import pytest
from lxml import etree

from odoo.tools.convert import nodeattr2bool


@pytest.mark.parametrize(
    ("text", "default", "found"),
    [
        ("<data noupdate='1'/>", False, True),
        ("<data noupdate='0'/>", True, False),
        ("<data noupdate=' true '/>", False, True),
        ("<data noupdate='False'/>", True, False),
        ("<data noupdate=''/>", True, True),
        ("<data/>", True, True),
        ("<data/>", False, False),
    ],
)
def test_an_attribute_says_yes_or_no(text, default, found):
    assert nodeattr2bool(etree.fromstring(text), "noupdate", default) is found
