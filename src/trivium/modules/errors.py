"""What can be wrong with an addon; every message names the addon or file and the remedy."""

import traceback
from collections.abc import Sequence

from trivium.exceptions import UserError, ValidationError

__all__ = [
    "AddonImportError",
    "DataFileError",
    "DependencyCycleError",
    "HookError",
    "ManifestError",
    "MissingDependencyError",
    "MissingRequirementError",
    "ModelSetupError",
    "ModuleError",
    "ModuleNotFoundInPathError",
]


class ModuleError(UserError):
    """An addon cannot be loaded, installed, upgraded or removed."""


class ManifestError(ModuleError):
    """A `__manifest__.py` cannot be used.

    Args:
        path: the manifest file.
        problem: what is wrong there.
        remedy: what to write instead.
    """

    def __init__(self, path: object, problem: str, remedy: str) -> None:
        super().__init__(f"{path}: {problem}. {remedy}.")


class ModuleNotFoundInPathError(ModuleError):
    """No addons folder has an addon of that name.

    Args:
        name: technical name that was asked for.
        paths: folders that were searched.
    """

    def __init__(self, name: str, paths: Sequence[object]) -> None:
        places = ", ".join(map(str, paths))
        super().__init__(
            f"No addon named {name!r} in {places}. Check the spelling, or add its folder with --addons-path."
        )


class MissingDependencyError(ModuleError):
    """An addon depends on another that is not there.

    Args:
        missing: the name that was not found.
        wanted_by: chain of names from what was asked for down to the addon whose manifest lists `missing`.
        paths: folders that were searched.
    """

    def __init__(self, missing: str, wanted_by: Sequence[str], paths: Sequence[object] = ()) -> None:
        chain = " -> ".join([*wanted_by, missing])
        places = f" Searched in {', '.join(map(str, paths))}." if paths else ""
        super().__init__(
            f"Addon {wanted_by[-1]!r} depends on {missing!r}, which is not found ({chain}).{places} "
            f"Add the folder that has it with --addons-path, or remove it from 'depends'."
        )
        self.missing = missing


class DependencyCycleError(ModuleError):
    """Addons depend on each other in a circle.

    Args:
        cycle: the names along the circle, the first repeated at the end.
    """

    def __init__(self, cycle: Sequence[str]) -> None:
        super().__init__(
            f"Addons depend on each other in a circle: {' -> '.join(cycle)}. Remove one of these from 'depends'."
        )
        self.cycle = tuple(cycle)


class MissingRequirementError(ModuleError):
    """A Python package or a program that an addon needs is not installed.

    Args:
        addon: the addon that needs it.
        kind: `python` or `bin`, as in the manifest's `external_dependencies`.
        requirement: as written in the manifest.
        found: version that is installed, if any.
    """

    def __init__(self, addon: str, kind: str, requirement: str, found: str = "") -> None:
        if kind == "python":
            remedy = f"Install it with: pip install '{requirement}'"
        else:
            remedy = f"Install the program {requirement!r} and see that it is on PATH"
        have = f", version {found} is installed" if found else ""
        super().__init__(
            f"Addon {addon!r} needs the {'Python package' if kind == 'python' else 'program'} {requirement!r}{have}. "
            f"{remedy}."
        )
        self.requirement = requirement


class AddonImportError(ModuleError):
    """The Python code of an addon cannot be imported.

    Args:
        addon: the addon.
        error: what its import raised; the message names file and line where it was raised.
    """

    def __init__(self, addon: str, error: BaseException) -> None:
        trace = traceback.extract_tb(error.__traceback__)
        frames = [frame for frame in trace if not frame.filename.startswith("<frozen") and frame.filename != __file__]
        place = f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""
        if isinstance(error, SyntaxError) and error.filename:
            place = f"{error.filename}:{error.lineno}: "
        super().__init__(f"Addon {addon!r} cannot be imported: {place}{type(error).__name__}: {error}.{_remedy(error)}")


def _remedy(error: BaseException) -> str:
    """Return what to do about code that cannot be imported, with a space in front; empty where that is not known."""
    if not isinstance(error, ImportError) or not error.name:
        return ""
    if error.name.partition(".")[0] in {"odoo", "trivium"}:
        return " It is not provided here: `trivium addon check` lists all that an addon uses and does not find."
    return f" Install it with: pip install {error.name}" if isinstance(error, ModuleNotFoundError) else ""


class ModelSetupError(ModuleError):
    """The models of an addon cannot be put together.

    Args:
        addon: the addon.
        error: what is wrong with a model or field; it names them.
    """

    def __init__(self, addon: str, error: BaseException) -> None:
        super().__init__(f"Addon {addon!r}: its models cannot be set up: {type(error).__name__}: {error}")


class HookError(ModuleError):
    """A hook named in a manifest is missing or raised.

    Args:
        addon: the addon.
        hook: manifest key and function, as `post_init_hook 'create_accounts'`.
        problem: what happened.
    """

    def __init__(self, addon: str, hook: str, problem: str) -> None:
        super().__init__(f"Addon {addon!r}, {hook}: {problem}")


class DataFileError(ValidationError):
    """A data file has an error.

    Args:
        file: the file.
        line: line in it, counted from 1; 0 where none is known.
        where: record and field, as `record base.main_company, field currency_id`.
        problem: what is wrong and, where known, what to do.
    """

    def __init__(self, file: object, line: int, where: str, problem: str) -> None:
        place = f"{file}:{line}" if line else f"{file}"
        super().__init__(f"{place}: {where}: {problem}" if where else f"{place}: {problem}")
        self.file = str(file)
        self.line = line
