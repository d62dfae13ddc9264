"""`trivium scaffold`: the skeleton of an addon that installs and has a test."""

import re
from pathlib import Path

import click

__all__ = ["command", "write_skeleton"]

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


@click.command("scaffold")
@click.argument("name")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
def command(name: str, folder: Path) -> None:
    """Write the skeleton of an addon NAME into FOLDER."""
    if not _NAME.match(name):
        raise click.BadParameter(f"{name!r}: use lower-case letters, digits and underscores, a letter first.")
    root = folder / name
    if root.exists():
        raise click.ClickException(f"{root} exists already: choose another name or folder.")
    write_skeleton(name, root)
    click.echo(f"Addon {name} was written to {root}. Try it: trivium test --addons-path {folder} -i {name}")


def write_skeleton(name: str, root: Path) -> None:
    """Write the files of an addon with one model, its access lines, views, menu and a test."""
    model = f"{name}.item".replace("__", "_")
    title = name.replace("_", " ").capitalize()
    table = model.replace(".", "_")
    files = {
        "__init__.py": "from . import models\n",
        "__manifest__.py": (
            "{\n"
            f'    "name": "{title}",\n'
            '    "version": "1.0",\n'
            '    "summary": "",\n'
            '    "depends": ["base", "web"],\n'
            '    "data": ["security/ir.model.access.csv", "views/item_views.xml"],\n'
            '    "license": "LGPL-3",\n'
            "}\n"
        ),
        "models/__init__.py": "from . import item\n",
        "models/item.py": (
            "from odoo import fields, models\n\n\n"
            "class Item(models.Model):\n"
            f'    _name = "{model}"\n'
            f'    _description = "{title} item"\n\n'
            "    name = fields.Char(required=True)\n"
            "    active = fields.Boolean(default=True)\n"
        ),
        "security/ir.model.access.csv": (
            "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n"
            f"access_{table}_user,{table} user,model_{table},base.group_user,1,1,1,1\n"
        ),
        "views/item_views.xml": _VIEWS.format(model=model, title=title, table=table),
        "tests/__init__.py": "from . import test_item\n",
        "tests/test_item.py": (
            "from odoo.tests import TransactionCase\n\n\n"
            "class TestItem(TransactionCase):\n"
            "    def test_an_item_is_shown_by_its_name(self):\n"
            f'        item = self.env["{model}"].create({{"name": "First"}})\n'
            '        self.assertEqual(item.display_name, "First")\n'
        ),
    }
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


_VIEWS = """<?xml version="1.0" encoding="utf-8"?>
<odoo>
    <record id="{table}_view_list" model="ir.ui.view">
        <field name="name">{model}.list</field>
        <field name="model">{model}</field>
        <field name="arch" type="xml">
            <list>
                <field name="name"/>
            </list>
        </field>
    </record>

    <record id="{table}_view_form" model="ir.ui.view">
        <field name="name">{model}.form</field>
        <field name="model">{model}</field>
        <field name="arch" type="xml">
            <form>
                <sheet>
                    <group>
                        <field name="name"/>
                        <field name="active" widget="boolean_toggle"/>
                    </group>
                </sheet>
            </form>
        </field>
    </record>

    <record id="{table}_action" model="ir.actions.act_window">
        <field name="name">{title}</field>
        <field name="res_model">{model}</field>
        <field name="view_mode">list,form</field>
    </record>

    <menuitem id="{table}_menu" name="{title}" action="{table}_action"/>
</odoo>
"""
