"""Type stubs of a database's registry: every model, field, method and external id, for mypy, pyright and editors.

What is written is a folder `odoo` that type checkers read in place of the package, and in it `odoo.registry_types`,
which exists for them alone.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import odoo

from .classes import environment_class, model_class, root_class
from .library import API, FIELDS, HEADER, MODELS, PACKAGE, REGISTRY_IMPORTS
from .names import ModelNames

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["write_stubs"]

MARK = "registry_types.pyi"


def write_stubs(env: Any, output: Path) -> list[Path]:
    """Write the stubs of the registry behind `env` into `output/odoo`, in place of those written before.

    Args:
        env: an environment in superuser mode.
        output: a folder; it is made where it does not exist.

    Returns:
        The files written.

    Raises:
        FileExistsError: `output/odoo` exists and is something else.
    """
    target = output / "odoo"
    if target.exists():
        if not (target / MARK).exists():
            raise FileExistsError(f"{target} exists and was not written by `trivium stubs`: choose another --output.")
        shutil.rmtree(target)
    written = []
    for name, text in _files(env):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + text, encoding="utf-8")
        written.append(path)
    return written


def _files(env: Any) -> Iterator[tuple[str, str]]:
    names = ModelNames(env.registry.models)
    own = {"__init__.pyi": PACKAGE, "models.pyi": MODELS, "api.pyi": _api(), "fields.pyi": _fields(names)}
    yield from own.items()
    yield MARK, _registry(env, names)
    yield "addons/__init__.pyi", "from typing import Any\n\ndef __getattr__(name: str) -> Any: ...\n"
    source = Path(odoo.__path__[0])
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).with_suffix(".pyi").as_posix()
        if name not in own and name != MARK and not name.startswith("addons/"):
            yield name, path.read_text(encoding="utf-8")  # those are imports and nothing else


def _api() -> str:
    from trivium import api  # noqa: PLC0415 - only its names are of use here

    names = sorted(name for name in api.__all__ if name != "Environment")
    return API + "".join(f"from trivium.api import {name} as {name}\n" for name in names)


def _fields(names: ModelNames) -> str:
    """Return the stub of `odoo.fields`, whose relations know the class of the model that they are given."""
    text = [FIELDS]
    for kind in ("Many2one", "One2many", "Many2many"):
        text.append(f"class {kind}(_{kind}[T]):\n")
        for model, class_name in names.items():
            text.append(
                f"    @overload\n    def __init__(self: {kind}[registry_types.{class_name}],"
                f" comodel_name: Literal[{model!r}], *args: Any, **attributes: Any) -> None: ...\n"
            )
        text.append(
            f"    @overload\n    def __init__(self: {kind}[Any], comodel_name: str = ..., *args: Any,"
            " **attributes: Any) -> None: ...\n\n"
        )
    return "".join(text)


def _registry(env: Any, names: ModelNames) -> str:
    parts = [REGISTRY_IMPORTS, root_class(env)]
    parts += [model_class(env, model, names) for model in names]
    parts.append(environment_class(env, names))
    return "\n".join(parts)
