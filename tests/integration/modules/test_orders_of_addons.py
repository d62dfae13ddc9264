"""Shipped addons leave the schema as they found it, in whichever order they come and go.

The schema has to be a function of the set of installed addons. Two neighbours of an order matter only where neither
needs the other, so that it is enough when each such pair comes in both orders, and goes in both: a few orders, chosen
so that together they have every pair both ways round, stand for all (in the theory of orders they realize the order of
dependencies). Where there are no more than `EXHAUSTIVE` orders, all of them are tried.

What stands for all orders is shown by what each addon adds: that has to be the same in each of these orders, although
of any two addons that do not need each other one order has the first there already and another order has not. So no
addon's part depends on which others came before it, and nothing is taken away or altered on the way: the schema is the
sum of the parts in whichever order they are added.

Along an order each addon is installed alone, and the schema remembered for the set that is there then; all are
upgraded; they are removed in the reverse order, and each set has to have the schema that it had on the way there; they
are installed again all at once, and removed again all at once. `base` and `web` cannot be removed: they are there from
the beginning. Addons come without those that install themselves, so that a set is what it says.
"""

from itertools import combinations, islice

import pytest
from tests.support.addons import installed_database
from tests.support.databases import throwaway_database
from tests.support.dumps import schema

from trivium.data.postgres import close_db
from trivium.modules import lifecycle, paths
from trivium.modules.graph import closure
from trivium.modules.lifecycle.databases import NewDatabase
from trivium.modules.manifest import Manifest
from trivium.orm.registry import Registry
from trivium.tools.config import config

STAYS = ("base", "web")
EXHAUSTIVE = 3


def dependencies():
    """Return, for each shipped addon that can be removed, all that it needs of them."""
    names = [file.parent.name for file in paths.BUILTIN.glob("*/__manifest__.py")]
    manifests = {name: Manifest.for_addon(name) for name in sorted(names)}
    direct = {name: manifest["depends"] for name, manifest in manifests.items() if manifest["installable"]}
    return {name: set(closure([name], direct.__getitem__)) - {name, *STAYS} for name in direct if name not in STAYS}


def linear_extensions(needs, chosen=()):
    """Yield every order in which each addon comes after all that it needs."""
    if len(chosen) == len(needs):
        yield chosen
    for name in needs:
        if name not in chosen and needs[name] <= set(chosen):
            yield from linear_extensions(needs, (*chosen, name))


def pairs(needs, order):
    """Return the pairs `(earlier, later)` of an order in which neither needs the other."""
    return {(one, two) for one, two in combinations(order, 2) if one not in needs[two]}


def orders(needs):
    """Return all orders, or as few as have every free pair both ways round."""
    few = list(islice(linear_extensions(needs), EXHAUSTIVE + 1))
    if len(few) <= EXHAUSTIVE:
        return few
    found = [few[0]]
    wanted = {pair[::-1] for pair in pairs(needs, few[0])}
    while wanted:
        order = ()
        while len(order) < len(needs):
            ready = [name for name in needs if name not in order and needs[name] <= set(order)]
            left = set(needs) - set(order)
            # first what makes most of the wanted pairs come true, all others being later
            order = (*order, max(ready, key=lambda name: (sum((name, x) in wanted for x in left), name)))
        assert wanted & pairs(needs, order), "each order brings at least one pair"
        wanted -= pairs(needs, order)
        found.append(order)
    return found


NEEDS = dependencies()
ORDERS = orders(NEEDS)


def test_the_orders_have_every_pair_both_ways_round():
    seen = set().union(*(pairs(NEEDS, order) for order in ORDERS))
    free = {(a, b) for a in NEEDS for b in NEEDS if a != b and a not in NEEDS[b] and b not in NEEDS[a]}
    assert seen == free
    assert all(NEEDS[name] <= set(order[:position]) for order in ORDERS for position, name in enumerate(order))
    # of three that depend on nothing but each other's absence two orders are enough, although there are six
    assert len(orders({"a": set(), "b": set(), "c": set()})) == 2
    assert orders({"a": set(), "b": {"a"}, "c": {"a", "b"}}) == [("a", "b", "c")]


@pytest.fixture(scope="module")
def web_template(server):  # noqa: ARG001 - it must run
    """A database with the addons that stay; its name."""
    with throwaway_database() as name:
        config["skip_auto_install"] = True
        NewDatabase(name, modules=STAYS).initialize()
        Registry.signaling.stop(name)
        Registry.delete(name)
        close_db(name)
        yield name


@pytest.fixture(scope="module")
def parts():
    """What each addon adds to the schema, as found by the first order."""
    return {}


def lines(statements):
    """Return the lines of a schema, each with the head of its statement: a column with its table, say."""
    return {(head, line) for head, *rest in (each.splitlines() for each in statements) for line in rest or [""]}


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order[0]} to {order[-1]}")
def test_the_schema_is_that_of_the_set(web_template, parts, order):
    with installed_database(web_template) as db:
        known = {frozenset(): schema(db)}
        for position, name in enumerate(order, 1):
            lifecycle.install(db, [name])
            before, found = known[frozenset(order[: position - 1])], schema(db)
            known[frozenset(order[:position])] = found
            assert lines(before) <= lines(found), f"{name} altered what was there"
            added = sorted(lines(found) - lines(before))
            assert_same(added, parts.setdefault(name, added), f"{name} came after {', '.join(order[: position - 1])}")
        full = frozenset(order)
        lifecycle.upgrade(db, ["all"])
        assert_same(schema(db), known[full], "all were upgraded")
        for position in range(len(order) - 1, -1, -1):
            lifecycle.uninstall(db, [order[position]])
            assert_same(schema(db), known[frozenset(order[:position])], f"{order[position]} was removed")
        lifecycle.install(db, order)
        assert_same(schema(db), known[full], "all were installed at once")
        lifecycle.uninstall(db, order)
        assert_same(schema(db), known[frozenset()], "all were removed at once")


def assert_same(found, expected, moment):
    """Assert that two schemas are the same; what differs is shown."""
    differing = [f"- {each}" for each in expected if each not in found]
    differing += [f"+ {each}" for each in found if each not in expected]
    assert not differing, f"when {moment}:\n" + "\n".join(differing)
