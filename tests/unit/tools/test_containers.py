"""Containers, iteration, lazy values and method caches."""

import copy
from types import SimpleNamespace

import pytest

from trivium.tools.cache import get_cache_key_counter, get_cache_size, ormcache, ormcache_context
from trivium.tools.containers import (
    Callbacks,
    Collector,
    DotDict,
    LastOrderedSet,
    OrderedSet,
    ReadonlyDict,
    Reverse,
    StackMap,
    frozendict,
)
from trivium.tools.func import classproperty, conditional, lazy, lazy_classproperty, lazy_property
from trivium.tools.iteration import (
    groupby,
    merge_sequences,
    partition,
    reverse_enumerate,
    split_every,
    topological_sort,
    unique,
)
from trivium.tools.lru import LRU


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.__setitem__("a", 2),
        lambda d: d.__delitem__("a"),
        lambda d: d.update(a=2),
        lambda d: d.pop("a"),
        lambda d: d.popitem(),
        lambda d: d.setdefault("b", 1),
        lambda d: d.clear(),
        lambda d: d.__ior__({"a": 2}),
    ],
)
def test_a_frozendict_cannot_be_changed(change):
    frozen = frozendict(a=1)
    with pytest.raises(NotImplementedError, match="cannot be changed"):
        change(frozen)
    assert frozen == {"a": 1}


def test_a_frozendict_has_a_hash_and_can_be_joined():
    assert hash(frozendict(a=[1, {"b": {2}}])) == hash(frozendict(a=[1, {"b": {2}}]))
    joined = frozendict(a=1) | {"b": 2}
    assert isinstance(joined, frozendict)
    assert joined == {"a": 1, "b": 2}
    assert copy.copy(frozendict(a=1)) == {"a": 1}


def test_ordered_sets_keep_their_order():
    ordered = OrderedSet([3, 1, 3, 2])
    ordered.add(1)
    assert list(ordered) == [3, 1, 2]
    ordered.difference_update([3, 9])
    assert list(ordered.intersection([2, 1], {1})) == [1]
    last = LastOrderedSet([1, 2])
    last.add(1)
    assert list(last) == [2, 1]
    assert list(OrderedSet([1, 2]) | OrderedSet([3])) == [1, 2, 3]


def test_mappings_in_layers():
    stack = StackMap({"a": 1})
    stack.pushmap({"a": 2})
    stack["b"] = 3
    assert dict(stack) == {"a": 2, "b": 3}
    assert stack.popmap() == {"a": 2, "b": 3}
    assert dict(stack) == {"a": 1}


def test_small_mappings():
    assert DotDict({"a": {"b": 1}}).a.b == 1
    assert ReadonlyDict({"a": 1})["a"] == 1
    assert not hasattr(ReadonlyDict({}), "update")
    collector = Collector()
    collector.add("a", 1)
    collector.add("a", 1)
    collector["b"] = [2, 3]
    collector.discard_keys_and_values([3])
    assert collector == {"a": (1,), "b": (2,)}
    assert collector["none"] == ()


def test_descending_order_beside_ascending():
    rows = [("a", 1), ("a", 2), ("b", 1)]
    assert sorted(rows, key=lambda row: (row[0], Reverse(row[1]))) == [("a", 2), ("a", 1), ("b", 1)]


def test_callbacks_run_once_also_those_that_are_added_meanwhile():
    calls = []
    callbacks = Callbacks()
    callbacks.data["x"] = 1
    callbacks.add(lambda: calls.append(1) or callbacks.add(lambda: calls.append(2)))
    callbacks.run()
    callbacks.run()
    assert calls == [1, 2]
    assert callbacks.data == {}


def test_iteration():
    assert dict(groupby([1, 2, 3, 4], lambda n: n % 2)) == {1: [1, 3], 0: [2, 4]}
    assert list(unique([1, 2, 1])) == [1, 2]
    assert list(split_every(2, [1, 2, 3])) == [(1, 2), (3,)]
    assert partition(lambda n: n > 1, [1, 2, 3]) == ([2, 3], [1])
    assert list(reverse_enumerate("ab")) == [(1, "b"), (0, "a")]


def test_ordering_by_dependency():
    assert topological_sort({"sale": ["base", "web"], "web": ["base"], "base": [], "z": ["sale"]}) == [
        "base",
        "web",
        "sale",
        "z",
    ]
    with pytest.raises(ValueError, match="a -> b -> a"):
        topological_sort({"a": ["b"], "b": ["a"]})
    assert merge_sequences(["a", "c", "d"], ["a", "b", "d"], ["d", "e"]) == ["a", "c", "b", "d", "e"]
    with pytest.raises(ValueError, match="contradict"):
        merge_sequences("ab", "ba")


def test_lazy_values_are_computed_once_and_behave_as_they_are():
    calls = []
    value = lazy(lambda: calls.append(1) or [1, 2])
    assert calls == []
    assert value + [3] == [1, 2, 3]  # noqa: RUF005 - the operator is what is tested
    assert len(value) == 2
    assert 1 in value
    assert list(reversed(value)) == [2, 1]
    value[0] = 9
    assert value == [9, 2]
    assert 2 * lazy(lambda: 3) == 6
    assert f"{lazy(lambda: 'x')}" == "x"
    assert calls == [1]


def test_lazy_properties():
    class Thing:
        made = 0

        @lazy_property
        def value(self):
            type(self).made += 1
            return self.made

        @classproperty
        def name(cls):  # noqa: N805 - a property of the class
            return cls.__name__

        @lazy_classproperty
        def number(cls):  # noqa: N805 - a property of the class
            cls.made += 1
            return cls.made

    thing = Thing()
    assert (thing.value, thing.value) == (1, 1)
    lazy_property.reset_all(thing)
    assert thing.value == 2
    assert Thing.name == "Thing"
    assert (Thing.number, Thing.number) == (3, 3)


def test_conditional_decorators():
    assert conditional(True, lambda _f: "decorated")(len) == "decorated"
    assert conditional(False, lambda _f: "decorated")(len) is len


def test_an_lru_forgets_what_was_not_used_for_longest():
    lru = LRU(2, [("a", 1), ("b", 2)])
    assert lru["a"] == 1
    lru["c"] = 3
    assert lru.snapshot == {"c": 3, "a": 1}
    assert lru.pop("b", None) is None
    lru.count = 1
    assert list(lru) == ["c"]
    with pytest.raises(ValueError, match="at least one"):
        LRU(0)


class Model:
    _name = "model"
    pool = SimpleNamespace(db_name="db", _ormcaches={"default": LRU(10), "other": LRU(10)})
    env = SimpleNamespace(uid=1, context={"lang": "fr"}, cr=object())
    calls = 0

    @ormcache("self.env.uid", "name")
    def plain(self, name, times=object):
        type(self).calls += 1
        return name, times

    @ormcache("name", cache="other")
    def only_named(self, *, name=1):
        type(self).calls += 1
        return name

    @ormcache_context("name", keys=("lang",))
    def translated(self, name):
        type(self).calls += 1
        return name


def test_methods_are_cached_by_their_expressions():
    model = Model()
    Model.calls = 0
    assert [model.plain("a"), model.plain(name="a"), model.plain("a", 5)] == [("a", object)] * 3
    assert Model.calls == 1
    assert (model.only_named(), model.only_named(name=1)) == (1, 1)
    assert Model.calls == 2
    assert len(Model.pool._ormcaches["other"]) == 1
    model.translated("a")
    model.env = SimpleNamespace(context={"lang": "nl"}, cr=object())
    model.translated("a")
    assert Model.calls == 4


def test_a_key_without_hash_is_not_cached():
    model = Model()
    Model.calls = 0
    assert model.translated([1]) == [1]
    assert model.translated([1]) == [1]
    assert Model.calls == 2


def test_caches_can_be_looked_at_and_filled():
    model = Model()
    Model.plain.__cache__.add_value(model, "given", cache_value="known")
    assert model.plain("given") == "known"
    store, key, counter = get_cache_key_counter(
        SimpleNamespace(__self__=model, __cache__=Model.plain.__cache__), "given"
    )
    assert store[key] == "known"
    assert counter.hit >= 1
    assert 0 < counter.ratio <= 100
    assert get_cache_size({"a": [1, 2]}) > get_cache_size({})
