"""Writes the pages of docs/reference that follow from the code: commands.md and settings.md.

python scripts/reference.py [--check]    # --check writes nothing and fails when a page is not current
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trivium.cli import cli
from trivium.cli.settings import common_options
from trivium.tools.config import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trivium.tools.config import Option

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"
SECTIONS = ROOT / "scripts" / "settings.toml"
SETTINGS_CODE = ROOT / "src" / "trivium" / "tools" / "config"
GENERATED = "<!-- Written by scripts/reference.py: change the code or that script, then run it. -->\n"

COMMANDS_HEAD = """\
# Commands

`trivium` is the command line; `odoo` and `odoo-bin` take the options of 19.0 and do the same work.
A command that fails prints one line and ends with code 1; `TRIVIUM_TRACEBACK=1` shows where the error came from.
"""
ODOO_COMMANDS = {
    "server": "Install and upgrade as asked, run tests, serve. The command where none is named.",
    "start": "The same as `server`.",
    "shell": "As `trivium shell`, with the settings below; `--shell-file FILE` runs a script.",
    "db": "As `trivium db`.",
    "module": "As `trivium addon`; `upgrade --outdated` upgrades every installed addon.",
    "scaffold": "As `trivium scaffold`.",
}
ODOO_EXTRAS = {
    "--without-demo [all]": "Load no demo data, which is the default; `--without-demo=False` loads it.",
    "--log-sql": "Add `odoo.sql_db:DEBUG` to [log_handler](settings.md#log_handler).",
    "--log-web": "Add `odoo.http:DEBUG` to [log_handler](settings.md#log_handler).",
    "--version": "Print the version.",
    "-h, --help": "List commands and options.",
}


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


# -- commands ----------------------------------------------------------------------------------------------------------


def commands_of(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command below a group that does something, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, "listed by the group itself"
        if isinstance(command, click.Group):
            yield from commands_of(command, (*path, name))
        else:
            yield (*path, name), command


def common_parameters() -> list[click.Parameter]:
    """Return the options that every command has."""
    return click.command()(common_options(lambda: None)).params


def option_row(option: click.Option) -> tuple[str, str]:
    """Return an option's flags with its value, and what it is for."""
    flags = ", ".join([*option.opts, *option.secondary_opts])
    value = "" if option.is_flag else f" {option.metavar or choices(option) or option.type.name.upper()}"
    default = option.default
    told = not option.is_flag and default not in (None, "", ()) and isinstance(default, (str, int))
    text = " ".join(
        filter(
            None,
            (
                option.help or "",
                "May be repeated." if option.multiple else "",
                "Required." if option.required else "",
                f"Default: `{default}`." if told else "",
            ),
        )
    )
    return f"`{flags}{value}`", text


def choices(option: click.Option) -> str:
    """Return the values that an option may have, "" where any will do."""
    return "|".join(option.type.choices) if isinstance(option.type, click.Choice) else ""


def command_section(path: tuple[str, ...], command: click.Command, common: set[str]) -> str:
    """Return the section of one command."""
    pieces = ["[OPTIONS]", *(argument_text(p) for p in command.params if isinstance(p, click.Argument))]
    options = [p for p in command.params if isinstance(p, click.Option) and p.name not in common]
    text = f"### {' '.join(path)}\n\n{command.help}\n\n    {' '.join([*path, *pieces])}\n"
    rows = [option_row(option) for option in options]
    return text + ("\n" + table(("option", "meaning"), rows) if rows else "")


def argument_text(argument: click.Argument) -> str:
    """Return how an argument is written in a usage line."""
    name = (argument.metavar or str(argument.name).upper()).strip("[]")
    name += "..." if argument.nargs < 0 else ""
    return name if argument.required else f"[{name}]"


def commands_page() -> str:
    """Return the page of the command lines."""
    common = common_parameters()
    names = {str(parameter.name) for parameter in common}
    parts = [
        GENERATED,
        COMMANDS_HEAD,
        "## trivium\n\nEvery command takes these, besides its own:\n\n"
        + table(("option", "meaning"), [option_row(o) for o in common if isinstance(o, click.Option)])
        + "\nWhere an option is not given, [settings](settings.md) decide.\n",
        *(command_section(path, command, names) for path, command in commands_of(cli, ("trivium",))),
        "## odoo\n\n    odoo [COMMAND] [OPTIONS]\n\n"
        + table(("command", "meaning"), [(f"`{name}`", text) for name, text in ODOO_COMMANDS.items()])
        + "\n"
        + table(("option", "setting"), [odoo_row(option) for option in OPTIONS.values() if option.flags])
        + "\nAnd these, which are no settings:\n\n"
        + table(("option", "meaning"), [(f"`{flag}`", text) for flag, text in ODOO_EXTRAS.items()])
        + "\nA database named by `-d` that does not exist is made when `-i` asks for addons in it. "
        "With `--stop-after-init` the exit code is 1 if a test failed.\n",
    ]
    return "\n".join(parts)


def odoo_row(option: Option) -> tuple[str, str]:
    """Return the flags of a setting, and its name."""
    value = "" if option.kind == "flag" else f" {option.name.upper()}"
    return f"`{', '.join(option.flags)}{value}`", f"[{option.name}](settings.md#{option.name})"


# -- settings ----------------------------------------------------------------------------------------------------------


def read_settings() -> set[str]:
    """Return the names of the settings that some code looks at."""
    found: set[str] = set()
    for path in [*(ROOT / "src").rglob("*.py")]:
        if path.name != "_options.py" or path.parent != SETTINGS_CODE:
            found.update(re.findall(r"""["']([a-z_]+)["']""", path.read_text(encoding="utf-8")))
    return found & OPTIONS.keys()


def default_text(option: Option) -> str:
    """Return the default as a file would have it."""
    value = option.default
    if option.name == "data_dir":
        return "`~/.local/share/trivium`"
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return f"`{','.join(map(str, value))}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def setting_row(option: Option, text: str, why: str, *, used: bool) -> tuple[str, ...]:
    """Return a setting's line."""
    variables = [f"TRIVIUM_{option.name.upper()}", *([option.variable] if option.variable else [])]
    if not used:
        text += f" *Accepted without effect: {why}*" if why else " *Accepted; has no effect yet.*"
    if option.choices:
        text += f" One of {', '.join(option.choices)}."
    return (
        f'<a id="{option.name}"></a>`{option.name}`' + ("" if option.in_file else " (not in files)"),
        option.kind,
        default_text(option),
        " ".join(f"`{flag}`" for flag in option.flags),
        " ".join(f"`{name}`" for name in variables),
        text,
    )


def settings_page() -> str:
    """Return the page of the settings."""
    used = read_settings()
    sections = tomllib.loads(SECTIONS.read_text(encoding="utf-8"))
    reasons = sections.pop("Without effect")
    described = [name for names in sections.values() for name in names]
    if sorted(described) != sorted(OPTIONS):
        raise SystemExit(f"{SECTIONS}: add or remove {', '.join(sorted(set(described) ^ set(OPTIONS)))}")
    head = ("setting", "kind", "default", "flags of `odoo`", "variables", "meaning")
    parts = [GENERATED, (ROOT / "scripts" / "settings_head.md").read_text(encoding="utf-8")]
    for title, texts in sections.items():
        rows = [
            setting_row(OPTIONS[name], text, reasons.get(name, ""), used=name in used) for name, text in texts.items()
        ]
        parts.append(f"## {title}\n\n{table(head, rows)}")
    return "\n".join(parts)


def pages() -> dict[Path, str]:
    """Return the pages that follow from the code, by file."""
    return {PAGES / "commands.md": commands_page(), PAGES / "settings.md": settings_page()}


def main() -> int:
    """Write the pages, or tell which are not current."""
    stale = [path for path, text in pages().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run python scripts/reference.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages()[path], encoding="utf-8")
        print(f"{path.relative_to(ROOT)} was written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
