"""Loading order of addons."""

import pytest

from trivium.modules.errors import DependencyCycleError, MissingDependencyError, ModuleNotFoundInPathError
from trivium.modules.graph import closure, load_order

DEPENDS = {"base": [], "web": ["base"], "bus": ["web"], "mail": ["bus", "web"], "contacts": ["mail"], "alpha": ["web"]}


def test_order_is_by_depth_then_name():
    order = load_order(closure(["contacts", "alpha"], DEPENDS.get))
    assert list(order.items()) == [("base", 0), ("web", 1), ("alpha", 2), ("bus", 2), ("mail", 3), ("contacts", 4)]


def test_closure_takes_dependencies_only():
    assert set(closure(["bus"], DEPENDS.get)) == {"base", "web", "bus"}


def test_an_unknown_name_is_named():
    with pytest.raises(ModuleNotFoundInPathError, match="No addon named 'crm'"):
        closure(["crm"], DEPENDS.get)


def test_a_missing_dependency_names_who_asks_for_it():
    depends = {"shop": ["cart"], "cart": ["payment"]}
    with pytest.raises(MissingDependencyError, match=r"'cart' depends on 'payment'.*shop -> cart -> payment"):
        closure(["shop"], depends.get)


def test_a_cycle_is_shown():
    with pytest.raises(DependencyCycleError, match="circle: b -> c -> b"):
        load_order({"base": [], "a": ["b"], "b": ["base", "c"], "c": ["b"]})
