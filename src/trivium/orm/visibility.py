"""Which lines of a one2many or many2many somebody is shown.

The cache of a transaction holds what the database holds, whoever fetched it: all lines of a record. A user is shown
those of them that the rules of the other model let them read. Which these are is asked once for each id, by one
statement for many, and only where there are such rules.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from .identifiers import NewId
from .search import SearchMixin
from .utils import PREFETCH_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable


class Visibility:
    """What is known of the records of one model that one user may read.

    Attributes:
        open: whether nothing is hidden from the user; None while nobody has asked.
        sure: ids that they may read.
        assumed: ids that they could read before something was written: code goes on seeing these, clients do not.
        hidden: ids that they may not read.
    """

    __slots__ = ("assumed", "hidden", "open", "sure")

    def __init__(self) -> None:
        self.open: bool | None = None
        self.sure: set[Any] = set()
        self.assumed: set[Any] = set()
        self.hidden: set[Any] = set()

    def doubt(self) -> None:
        """Ask again when next in need: something was written that rules may speak of."""
        self.open = None
        self.hidden.clear()
        if self.sure:
            self.assumed |= self.sure
            self.sure.clear()

    def learn(self, ids: Iterable[Any], readable: Iterable[Any]) -> None:
        """Note which of `ids` are readable."""
        self.sure.update(readable)
        self.hidden.update(id_ for id_ in ids if id_ not in self.sure)

    def select(
        self, comodel: Any, ids: Iterable[Any], near: Iterable[Any] = (), *, sure: bool = False
    ) -> tuple[Any, ...]:
        """Return those of `ids` that the user of `comodel` is shown; new records are shown to everybody.

        Args:
            comodel: the model, in the user's environment.
            ids: of its records.
            near: ids that will be asked for soon.
            sure: whether what was readable before a change is asked for again.
        """
        known = (self.sure, self.hidden) if sure else (self.sure, self.hidden, self.assumed)

        def unknown(id_: Any) -> bool:
            return not isinstance(id_, NewId) and not any(id_ in group for group in known)

        ids = tuple(ids)
        if any(unknown(id_) for id_ in ids):
            asked = dict.fromkeys(filter(unknown, ids))
            asked.update(dict.fromkeys(itertools.islice(filter(unknown, near), PREFETCH_MAX)))
            found = comodel.with_context(active_test=False)._search([("id", "in", list(asked))])
            self.learn(asked, found.get_result_ids())
        hidden = self.hidden
        return tuple([id_ for id_ in ids if id_ not in hidden]) if hidden else ids


def visibility(comodel: Any) -> Visibility | None:
    """Return what is known of the records that the user of `comodel` may read; None where nothing is hidden."""
    env = comodel.env
    if env.su:
        return None
    companies = env.context.get("allowed_company_ids")
    key = (env.uid, tuple(companies) if companies else (), comodel._name)
    store = env.transaction.visibilities
    known: Visibility | None = store.get(key)
    if known is None:
        known = store[key] = Visibility()
    if known.open is None:
        searches = type(comodel)._search is SearchMixin._search
        known.open = searches and comodel._rule_domain("read").is_true()
    return None if known.open else known


__all__ = ["Visibility", "visibility"]
