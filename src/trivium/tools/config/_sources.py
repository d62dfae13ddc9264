"""Where settings come from: the command line, the environment, `trivium.toml`, `odoo.conf`.

Each source gives a dictionary of values by setting, already read.
"""

import argparse
import configparser
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from trivium.tools.config._options import OPTIONS, Option
from trivium.tools.config._reading import SettingError, normal, parse

__all__ = ["command_line", "environment", "find_files", "from_file", "parser", "process_environment"]


def environment(variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that variables give: `TRIVIUM_<NAME>` before the one the ecosystem knows.

    `TRIVIUM_<NAME>_FILE` names a file with the text, as containers and service managers hand secrets over.

    Raises:
        SettingError: such a file cannot be read, or a text is none of what its setting takes.
    """
    found = {}
    for option in OPTIONS.values():
        own = f"TRIVIUM_{option.name.upper()}"
        for name in (own, f"{own}_FILE", option.variable):
            if name and name in variables:
                text = _secret(variables[name], name) if name == f"{own}_FILE" else variables[name]
                found[option.name] = parse(option, text, f"variable {name}")
                break
    return found


def _secret(path: str, variable: str) -> str:
    try:
        return Path(path).expanduser().read_text(encoding="utf-8").removesuffix("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"The file {path} of the variable {variable} cannot be read: {error}") from error


def find_files(given: str) -> Iterator[Path]:
    """Give the configuration files to read, the stronger first.

    Args:
        given: the file named by `--config` or by a variable; then it is the only one, and must be there.

    Raises:
        SettingError: the file named does not exist.
    """
    if given:
        path = Path(given).expanduser().absolute()
        if not path.is_file():
            raise SettingError(f"The configuration file {path} does not exist: give --config a file that does")
        yield path
        return
    home = Path.home()
    candidates = (
        Path("trivium.toml"),
        home / ".config" / "trivium" / "trivium.toml",
        Path("odoo.conf"),
        home / ".odoorc",
        Path("/etc/odoo/odoo.conf"),
    )
    yield from (path.absolute() for path in candidates if path.is_file())


def from_file(path: Path) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Return the settings of a file, and its other sections, read as its suffix says."""
    return (from_toml(path), {}) if path.suffix == ".toml" else from_conf(path)


def from_toml(path: Path) -> dict[str, Any]:
    """Return the settings of a `trivium.toml`; the keys stand at its top, or in a table `[trivium]`."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingError(f"Cannot read the configuration file {path}: {error}") from error
    found = {}
    for key, value in {**document, **document.get("trivium", {})}.items():
        if key == "trivium":
            continue
        option = OPTIONS.get(key)
        if option is None or not option.in_file:
            raise SettingError(f"{path} sets {key!r}, which is no setting of a file: correct its name or remove it")
        source = f"file {path}"
        found[key] = parse(option, value, source) if isinstance(value, str) else normal(option, value, source)
    return found


def from_conf(path: Path) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Return the settings of an `odoo.conf`, and the other sections, which addons read for themselves.

    Options that we do not know stay as texts: existing files have those of addons among the settings.
    """
    reader = configparser.RawConfigParser(strict=False)
    try:
        reader.read_string(path.read_text(encoding="utf-8"), source=str(path))
    except (OSError, configparser.Error) as error:
        raise SettingError(f"Cannot read the configuration file {path}: {error}") from error
    found: dict[str, Any] = {}
    sections = {name: dict(reader.items(name)) for name in reader.sections() if name != "options"}
    for key, text in reader.items("options") if reader.has_section("options") else ():
        option = OPTIONS.get(key)
        if option is None:
            found[key] = text
        elif option.in_file:
            found[key] = parse(option, text, f"file {path}")
    return found, sections


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Report a wrong command line as the other wrong settings are."""
        raise SettingError(f"{message}. See {Path(sys.argv[0]).name} --help for the options")


def parser() -> argparse.ArgumentParser:
    """Return a parser of the contract's options; only those that are given appear in its result."""
    result = _Parser(argument_default=argparse.SUPPRESS, allow_abbrev=False, add_help=False)
    for option in OPTIONS.values():
        if option.flags:
            _add(result, option)
    result.add_argument("--log-web", dest="log_handler_web", action="store_true", help=argparse.SUPPRESS)
    result.add_argument("--log-sql", dest="log_handler_sql", action="store_true", help=argparse.SUPPRESS)
    result.add_argument("--without-demo", dest="without_demo", nargs="?", const="all", help=argparse.SUPPRESS)
    return result


def _add(target: argparse.ArgumentParser, option: Option) -> None:
    if option.kind == "flag":
        for flag in option.flags:
            off = flag.startswith("--no-")
            target.add_argument(flag, dest=option.name, action="store_false" if off else "store_true")
        return

    def read(text: str) -> Any:
        try:
            return parse(option, text, option.flags[-1])
        except SettingError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    if option.kind == "levels":
        target.add_argument(*option.flags, dest=option.name, action="append", metavar="PREFIX:LEVEL")
    else:
        target.add_argument(*option.flags, dest=option.name, type=read, metavar=option.name.upper())


def command_line(args: Sequence[str]) -> dict[str, Any]:
    """Return the settings that the arguments give.

    Raises:
        SettingError: an option is unknown, lacks its value, or has a wrong one.
    """
    found = vars(parser().parse_args(list(args)))
    extra = []
    if found.pop("log_handler_web", False):
        extra.append("odoo.http:DEBUG")
    if found.pop("log_handler_sql", False):
        extra.append("odoo.sql_db:DEBUG")
    if extra:
        found["log_handler"] = [*found.get("log_handler", ()), *extra]
    without = found.pop("without_demo", None)
    if without is not None:
        found["with_demo"] = str(without).lower() in {"false", "0", ""}
    return found


def process_environment() -> Mapping[str, str]:
    """Return the variables of this process."""
    return os.environ
