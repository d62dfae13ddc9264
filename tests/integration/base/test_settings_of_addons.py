"""Settings whose fields say by their names what they set; demo data on request."""

import pytest
from tests.support.addons import addon_folder, installed_database

from trivium.exceptions import UserError
from trivium.modules.lifecycle import environment, install

MODELS = """
from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    default_function = fields.Char(default_model="res.partner")
    group_extra = fields.Boolean(implied_group="shop_x.group_extra")
    module_shop_y = fields.Boolean()
    shop_limit = fields.Integer(config_parameter="shop_x.limit")
    shop_ratio = fields.Float(config_parameter="shop_x.ratio")
    shop_name = fields.Char(config_parameter="shop_x.name")
    shop_open = fields.Boolean(config_parameter="shop_x.open")
    shop_partner_id = fields.Many2one("res.partner", config_parameter="shop_x.partner")
    company_vat = fields.Char(related="shop_company_id.vat", readonly=False)
    shop_company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
"""
GROUP = """
<odoo><record id="group_extra" model="res.groups"><field name="name">Extra</field></record></odoo>
"""
DEMO = """
<odoo><record id="demo_partner" model="res.partner"><field name="name">Demo</field></record></odoo>
"""
BROKEN = """
<odoo><record id="demo_broken" model="res.partner"><field name="country_id" ref="nowhere"/></record></odoo>
"""


@pytest.fixture(scope="module")
def shop(base_template, tmp_path_factory):
    """A database with an addon that has settings of every kind; its name."""
    with addon_folder(tmp_path_factory.mktemp("addons")) as addons, installed_database(base_template) as name:
        addons.write(
            "shop_x",
            {"__init__.py": "from . import models", "models.py": MODELS, "group.xml": GROUP, "demo.xml": DEMO},
            depends=["base"],
            data=["group.xml"],
            demo=["demo.xml"],
        )
        addons.write("shop_y", {"demo.xml": BROKEN}, depends=["shop_x"], demo=["demo.xml"])
        install(name, ["shop_x"])
        yield name


@pytest.fixture
def env(shop):
    with environment(shop) as env:
        yield env
        env.cr.rollback()
        # what was cached of values that are taken back
        env.registry.clear_all_caches()


def values(env):
    settings = env["res.config.settings"]
    return settings.default_get(list(settings._fields))


def test_settings_show_what_is_set(env):
    shown = values(env)
    assert (shown["group_extra"], shown["module_shop_y"]) == (False, False)
    assert not shown["shop_limit"]
    env["ir.config_parameter"].set_param("shop_x.limit", 7)
    env["ir.config_parameter"].set_param("shop_x.open", "True")
    env["ir.default"].set("res.partner", "function", "Buyer")
    env.ref("base.group_user")._apply_group(env.ref("shop_x.group_extra"))
    shown = values(env)
    assert (shown["shop_limit"], shown["shop_open"], shown["default_function"], shown["group_extra"]) == (
        7,
        True,
        "Buyer",
        True,
    )


def test_saving_sets_them(env):
    partner = env["res.partner"].create({"name": "P"})
    env["res.config.settings"].create(
        {
            "default_function": "Seller",
            "group_extra": True,
            "shop_limit": 3,
            "shop_ratio": 0.5,
            "shop_name": " Corner ",
            "shop_open": True,
            "shop_partner_id": partner.id,
        }
    ).execute()
    get_param = env["ir.config_parameter"].get_param
    assert get_param("shop_x.limit") == "3"
    assert get_param("shop_x.ratio") == "0.5"
    assert get_param("shop_x.name") == "Corner"
    assert get_param("shop_x.open") == "True"
    assert get_param("shop_x.partner") == str(partner.id)
    assert env["res.partner"].create({"name": "Q"}).function == "Seller"
    assert env["res.groups"]._is_feature_enabled("shop_x.group_extra")
    shown = values(env)
    assert (shown["shop_ratio"], shown["shop_partner_id"]) == (0.5, partner.id)


def test_taking_back_removes_them(env):
    user = env["res.users"].create({"name": "U", "login": "u"})
    env["res.config.settings"].create({"group_extra": True, "shop_limit": 3, "shop_open": True}).execute()
    assert user.has_group("shop_x.group_extra")
    env["res.config.settings"].create({"group_extra": False, "shop_limit": 0, "shop_open": False}).execute()
    assert not user.has_group("shop_x.group_extra")
    assert env["ir.config_parameter"].get_param("shop_x.limit") is False
    assert env["ir.config_parameter"].get_param("shop_x.open") is False


def test_a_related_field_is_written_only_when_it_changed(env):
    env.company.vat = "BE0477472701"
    env["res.config.settings"].create({"company_vat": "BE0477472701"}).execute()
    assert env.company.vat == "BE0477472701"
    env["res.config.settings"].create({"company_vat": "BE0403170701"}).execute()
    assert env.company.vat == "BE0403170701"


def test_a_group_of_a_setting_cannot_be_deleted(env):
    with pytest.raises(UserError, match="belongs to a setting"), env.cr.savepoint():
        env.ref("shop_x.group_extra").unlink()


def test_demo_data_come_on_request_and_tell_what_failed(env):
    module = env["ir.module.module"].search([("name", "=", "shop_x")])
    assert not module.demo
    env["ir.demo"].create({}).install_demo()
    assert env.ref("shop_x.demo_partner").name == "Demo"
    assert module.demo
    assert env.ref("base.user_demo").login == "demo"
    assert not env["ir.demo_failure"].search([])
    assert env.ref("base.demo_failure_todo").state == "done"


def test_a_setting_installs_an_addon(shop, env):
    env["res.config.settings"].create({"module_shop_y": True}).execute()
    with environment(shop) as after:
        assert after["ir.module.module"].search([("name", "=", "shop_y")]).state == "installed"
        failures = after["ir.demo"]._load_demo()
        assert [after["ir.module.module"].browse(failure["module_id"]).name for failure in failures] == ["shop_y"]
        assert "nowhere" in failures[0]["error"]
        assert after["ir.demo_failure"].search([]).error == failures[0]["error"]
        assert after.ref("base.demo_failure_todo").state == "open"
        after.cr.rollback()
