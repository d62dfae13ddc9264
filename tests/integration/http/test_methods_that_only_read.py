"""Calls of methods that are said to write nothing: they run in a transaction that may not."""

from __future__ import annotations

import pytest

from trivium.http.rpc import dispatch as rules
from trivium.http.service import model
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.tools.config import config

PASSWORD = "nine words that nobody guesses"


@pytest.fixture
def countries(base_database):
    """The class of a model whose methods a test replaces."""

    def forget():
        rules._public_method.cache_clear()
        rules._kind.cache_clear()

    forget()
    registry = Registry(base_database)
    with registry.cursor() as cr:
        Environment(cr, 1, {})["res.users"].browse(2).password = PASSWORD
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(config._runtime, "db_name", [base_database])
        yield registry.models["res.country"]
    forget()


def call(database, method, *args, **kwargs):
    return model.dispatch("execute_kw", [database, 2, PASSWORD, "res.country", method, list(args), kwargs])


def test_read_runs_in_a_transaction_that_only_reads(base_database, countries, monkeypatch):
    seen = []

    def read(self, fields=None, load="_classic_read"):
        seen.append(self.env.cr.readonly)
        return super(countries, self).read(fields, load)

    monkeypatch.setattr(countries, "read", read, raising=False)
    (found,) = call(base_database, "search", [["code", "=", "BE"]])
    assert call(base_database, "read", [found], ["code"]) == [{"id": found, "code": "BE"}]
    assert seen == [True]


def test_what_writes_in_a_method_that_only_reads_is_run_again_and_kept(base_database, countries, monkeypatch):
    seen = []

    def read(self, fields=None, load="_classic_read"):
        seen.append(self.env.cr.readonly)
        self.phone_code = 999
        return super(countries, self).read(fields, load)

    monkeypatch.setattr(countries, "read", read, raising=False)
    (found,) = call(base_database, "search", [["code", "=", "BE"]])
    assert call(base_database, "read", [found], ["phone_code"]) == [{"id": found, "phone_code": 999}]
    monkeypatch.undo()
    assert seen == [True, False]
    assert call(base_database, "search", [["phone_code", "=", 999]]) == [found]
