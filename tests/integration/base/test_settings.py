"""Parameters, decimal accuracy, settings, exports, and the clean-up at night."""

import pytest

from trivium.exceptions import AccessDenied, AccessError, RedirectWarning, UserError, ValidationError


def test_parameters(env):
    parameters = env["ir.config_parameter"]
    assert parameters.get_param("nothing") is False
    assert parameters.get_param("nothing", "default") == "default"
    assert parameters.set_param("x.y", 5) is False
    assert parameters.get_param("x.y") == "5"
    assert parameters.set_param("x.y", 6) == "5"
    assert parameters.get_param("x.y") == "6"
    assert parameters.set_param("x.y", False) == "6"
    assert parameters.get_param("x.y") is False


def test_parameters_that_the_system_reads_are_there_and_stay(env):
    parameters = env["ir.config_parameter"]
    for key in ("database.secret", "database.uuid", "web.base.url"):
        assert parameters.get_param(key)
        with pytest.raises(ValidationError, match="the system reads them"), env.cr.savepoint():
            parameters.search([("key", "=", key)]).unlink()
    secret = parameters.get_param("database.secret")
    parameters.init(force=True)
    assert parameters.get_param("database.secret") != secret


def test_only_administrators_read_parameters(env):
    user = env["res.users"].create({"name": "U", "login": "u"})
    with pytest.raises(AccessError):
        env["ir.config_parameter"].with_user(user).get_param("database.secret")


def test_decimal_accuracy(env):
    accuracy = env["decimal.precision"]
    assert accuracy.precision_get("Nothing") == 2
    line = accuracy.create({"name": "Weight", "digits": 3})
    assert accuracy.precision_get("Weight") == 3
    line.digits = 5
    assert accuracy.precision_get("Weight") == 5
    line.unlink()
    assert accuracy.precision_get("Weight") == 2


def test_settings_open_without_fields_of_apps(env):
    settings = env["res.config.settings"].create({})
    assert settings.execute()["tag"] == "reload"
    with pytest.raises(UserError, match="cannot be copied"):
        settings.copy()


def test_settings_are_for_administrators(env):
    user = env["res.users"].create({"name": "U", "login": "u"})
    settings = env["res.config.settings"].create({})
    with pytest.raises(AccessError):
        settings.with_user(user).execute()


def test_messages_about_settings_lead_there(env):
    settings = env["res.config.settings"]
    warning = settings.get_config_warning("Set %(field:res.partner.name)s in %(menu:base.menu_action_res_users)s.")
    assert isinstance(warning, RedirectWarning)
    assert warning.args[0] == "Set Name in Settings/Users and companies/Users."
    assert warning.args[1] == env.ref("base.action_res_users").id
    plain = settings.get_config_warning("Set %(field:res.partner.name)s.")
    assert (type(plain), plain.args[0]) == (UserError, "Set Name.")


def test_the_clean_up_is_for_its_scheduled_action(env):
    with pytest.raises(AccessDenied):
        env["ir.autovacuum"]._run_vacuum_cleaner()


def test_definitions_of_properties_are_one_per_field(env):
    definitions = env["properties.base.definition"]
    definition = definitions._get_definition_for_property_field("res.partner", "properties")
    assert definitions._get_definition_for_property_field("res.partner", "properties") == definition
    assert definition.properties_field_id.name == "properties"
    definition.properties_definition = [{"name": "size", "type": "char", "string": "Size"}]
    partner = env["res.partner"].create({"name": "P", "properties": {"size": "L"}})
    assert partner.properties_base_definition_id == definition
    assert partner.properties["size"] == "L"
    assert env["res.partner"].search([("properties.size", "=", "L")]) == partner
    with pytest.raises(UserError, match="cannot be changed"), env.cr.savepoint():
        definition.properties_field_id = env["ir.model.fields"].search([], limit=1)


def test_paper(env):
    paper = env.ref("base.paperformat_euro")
    assert (paper.print_page_width, paper.print_page_height) == (210.0, 297.0)
    paper.orientation = "Landscape"
    assert (paper.print_page_width, paper.print_page_height) == (297.0, 210.0)
    with pytest.raises(ValidationError, match="belong to a custom size"), env.cr.savepoint():
        paper.page_width = 100
