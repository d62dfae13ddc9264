"""What expressions and references in data files can see."""

from collections.abc import Callable, MutableMapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta

from trivium.modules import paths
from trivium.modules.datafiles.operations import qualify
from trivium.modules.manifest import SERIES
from trivium.orm.commands import Command
from trivium.tools.safe_eval import pytz, safe_eval, time

if TYPE_CHECKING:
    from trivium.orm.environment import Environment

__all__ = ["Scope", "UnknownExternalIdError"]


class UnknownExternalIdError(LookupError):
    """An external id names no record.

    Args:
        xmlid: the full external id.
    """

    def __init__(self, xmlid: str) -> None:
        super().__init__(
            f"external id {xmlid!r} is unknown; check its spelling, that its addon is in 'depends', "
            f"and that its file comes before this one"
        )


class Scope:
    """Resolves external ids and expressions for one data file.

    Args:
        env: environment of the loading.
        module: addon of the file.
        idref: ids already known by external id; new ones are put there.
    """

    def __init__(self, env: "Environment", module: str, idref: MutableMapping[str, int]) -> None:
        self.env = env
        self.module = module
        self.idref = idref
        self._models: dict[str, str] = {}

    def remember(self, xmlid: str, model: str, res_id: int) -> None:
        """Note that `xmlid` is record `res_id` of `model`."""
        self.idref[xmlid] = res_id
        self._models[xmlid] = model

    def preload(self, xmlids: set[str]) -> None:
        """Look up those of `xmlids` that are not known yet, in one query; unknown ones are left for later."""
        wanted = sorted(xmlid for xmlid in xmlids if xmlid not in self._models and "." in xmlid)
        if wanted:
            for xmlid, (model, res_id) in self.env["ir.model.data"]._xmlid_lookup_many(wanted).items():
                self.remember(xmlid, model, res_id)

    def lookup(self, xmlid: str) -> tuple[str, int]:
        """Return model and id of the record that `xmlid` names.

        Raises:
            UnknownExternalIdError: none.
        """
        full = qualify(xmlid, self.module)
        if full not in self._models:
            self.preload({full})
        if full not in self._models:
            raise UnknownExternalIdError(full)
        return self._models[full], self.idref[full]

    def knows(self, xmlid: str) -> bool:
        """Tell whether the full external id names a record."""
        self.preload({xmlid})
        return xmlid in self._models

    def record(self, xmlid: str) -> Any:
        """Return the record that `xmlid` names."""
        model, res_id = self.lookup(xmlid)
        return self.env[model].browse(res_id)

    def _ref(self, xmlid: str, raise_if_not_found: bool = True) -> int | None:
        if raise_if_not_found:
            return self.lookup(xmlid)[1]
        with suppress(UnknownExternalIdError):
            return self.lookup(xmlid)[1]
        return None

    def evaluate(self, expression: str, model: str = "") -> Any:
        """Return the value of a Python expression of a data file."""
        names: dict[str, Any] = {
            "Command": Command,
            "DateTime": datetime,
            "datetime": datetime,
            "pytz": pytz,
            "ref": self._ref,
            "relativedelta": relativedelta,
            "time": time,
            "timedelta": timedelta,
            "uid": self.env.uid,
            "version": SERIES,
        }
        if model:
            browse: Callable[..., Any] = self.env[model].browse
            names["obj"] = browse
        return safe_eval(expression, names)

    def relative_name(self, file: str) -> str:
        """Return the path of a file of the addon, beginning with the addon's name."""
        root = paths.find_addon(self.module)
        if root is not None and Path(file).is_relative_to(root):
            return f"{self.module}/{Path(file).relative_to(root).as_posix()}"
        return file

    def file(self, path: str) -> Path:
        """Return the file of an addon.

        Raises:
            FileNotFoundError: it is not there, or outside of any addon.
        """
        module, _slash, rest = path.lstrip("/").partition("/")
        root = paths.find_addon(module)
        if root is not None and rest:
            file = (root / rest).resolve()
            if file.is_file() and file.is_relative_to(root.resolve()):
                return file
        raise FileNotFoundError(f"no file {path!r} in the addons; write it as addon/folder/file")
