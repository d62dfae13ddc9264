"""Replays recorded calls of the external API on a new database, and compares the shape of each answer.

python scripts/wire.py CONTRACT/wire.json [--verbose]    # CONTRACT: the folder of the interface, beside the checkout

The recording is of a new database with `base` and `web`, two partner categories and one user; ids follow from that.
"""

from __future__ import annotations

import ast
import atexit
import json
import os
import shutil
import sys
import tempfile
import xmlrpc.client
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from tests.support.served import served_database

from trivium.modules.lifecycle import environment
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.served import Served

ANY_KEY = ("<id>", "<field>", "<method>", "<model>")
SAMPLES = 5
"""Items of a pattern whose values are compared: the recording has the types of one item for all."""
TYPES = {"int": int, "str": str, "bool": bool, "float": float}
NAMED_VALUES = ("<text>", "<traceback>")
NO_SESSION = "expired or no session"
LOW_LOGIN = "error: access right"
OF_THE_PLACE = {"json2 create", "jsonrpc db list"}
"""Calls whose answer lists the ids or databases of where they were recorded."""
VOLATILE_KEYS = {"create_date", "write_date", "__last_update"}


def differences(want: Any, got: Any, path: str = "") -> Iterator[str]:
    """Yield how an answer differs from the recorded shape."""
    if isinstance(want, dict):
        yield from _of_mapping(want, got, path)
    elif isinstance(want, list):
        yield from _of_list(want, got, path)
    elif want == "null":
        if got is not None:
            yield f"{path}: {_short(got)} for null"
    elif isinstance(want, str) and want in (*NAMED_VALUES, *ANY_KEY):
        if not isinstance(got, (str, bool)):
            yield f"{path}: {_short(got)} for a text"
    elif isinstance(want, str) and want in TYPES:
        kind = TYPES[want]
        fits = isinstance(got, kind) and (kind is bool or not isinstance(got, bool))
        if not fits and not (want == "bool" and got is None) and got is not False:
            yield f"{path}: {_short(got)} for {want}"
    elif path.rpartition(".")[2] in VOLATILE_KEYS:
        if type(want) is not type(got):
            yield f"{path}: {_short(got)} for {_short(want)}"
    elif want != got:
        yield f"{path}: {_short(got)} for {_short(want)}"


def _of_mapping(want: dict[str, Any], got: Any, path: str) -> Iterator[str]:
    if not isinstance(got, dict):
        yield f"{path}: {_short(got)} for an object"
        return
    pattern = next((want[key] for key in ANY_KEY if key in want), None)
    if pattern is None and want and (all(key.isdigit() for key in want.keys() - {"root"}) or path.endswith(".modules")):
        pattern = next(iter(want.values()))  # by ids, or by names of addons: of another database they are others
    if pattern is not None:
        yield from _of_union(pattern, [(f"{path}.{key}", value) for key, value in got.items() if key != "root"])
        return
    for key in sorted(want.keys() - got.keys()):
        yield f"{path}.{key}: missing"
    for key in sorted(got.keys() - want.keys()):
        yield f"{path}.{key}: not recorded"
    for key in want.keys() & got.keys():
        yield from differences(want[key], got[key], f"{path}.{key}")


def _of_union(pattern: Any, items: list[tuple[str, Any]]) -> Iterator[str]:
    """Yield how items differ from a pattern that has what any of the recorded ones had: some item has each of it."""
    missing: dict[str, int] = {}
    for number, (path, value) in enumerate(items):
        for line in differences(pattern, value, path):
            if line.endswith(": missing"):
                missing[line.removeprefix(path)] = missing.get(line.removeprefix(path), 0) + 1
            elif number < SAMPLES and not line.endswith(("not recorded", "items for 0")):
                yield line
    yield from (f"{items[0][0]}{line}" for line, count in missing.items() if count == len(items))


def _of_list(want: list[Any], got: Any, path: str) -> Iterator[str]:
    if not isinstance(got, list):
        yield f"{path}: {_short(got)} for a list"
        return
    if path.endswith(".error.data.arguments"):
        got = got[: len(want)]  # what follows the message is for the web client's buttons, and was not recorded
    if want and all(map(_is_pattern, want)):
        for index, item in enumerate(got):
            # a pattern stands for any number of items, of any of the kinds that it has
            tries = [list(differences(one, item, f"{path}[{index}]")) for one in want]
            yield from min(tries, key=len)
        return
    if len(want) != len(got):
        yield f"{path}: {len(got)} items for {len(want)}"
    for index, (one, other) in enumerate(zip(want, got, strict=False)):
        yield from differences(one, other, f"{path}[{index}]")


def _is_pattern(want: Any) -> bool:
    """Whether a recorded value has types only, and no value of its own."""
    if isinstance(want, dict):
        return bool(want) and all(map(_is_pattern, want.values()))
    if isinstance(want, list):
        return bool(want) and all(map(_is_pattern, want))
    return isinstance(want, str) and (want in TYPES or want in NAMED_VALUES or want in ANY_KEY or want == "null")


def _kinds(want: Any) -> Any:
    """Return a recorded answer with the lists in it as lists of any values of their types."""
    if isinstance(want, dict):
        return {key: _kinds(value) for key, value in want.items()}
    return [type(value).__name__ for value in want] if isinstance(want, list) else want


def _short(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 100 else text[:97] + "..."


class Replay:
    """One run of the recording.

    Args:
        served: the server and its database.
    """

    def __init__(self, served: Served) -> None:
        self.served = served
        self.session = requests.Session()
        self.low = requests.Session()

    def run(self, name: str, call: dict[str, Any]) -> list[str]:
        """Send one call; return how its answer differs."""
        request = call.get("request")
        if request is None:
            answer = requests.get(f"{self.served.url}/doc", allow_redirects=False, timeout=30)
            return [] if answer.status_code == call["status"] else [f"status {answer.status_code} for {call['status']}"]
        if "args" in request:
            return self._xmlrpc(call, request)
        answer = self._http(name, request)
        found = []
        if "status" in call and answer.status_code != call["status"]:
            found.append(f"status {answer.status_code} for {call['status']}")
        try:
            got = answer.json()
        except ValueError:
            return [*found, f"no JSON: {answer.text[:100]}"]
        if "params" in request:
            got = {key: value for key, value in got.items() if key in {"result", "error"}}
        want = _kinds(call["response"]) if name in OF_THE_PLACE else call["response"]
        return found + list(differences(want, got))

    def _http(self, name: str, request: dict[str, Any]) -> requests.Response:
        session = self.low if name.startswith(LOW_LOGIN) or name == "error: record rule" else self.session
        if name == LOW_LOGIN:
            params = {"db": self.served.db, "login": "low", "password": "lowlow123"}
            session.post(f"{self.served.url}/web/session/authenticate", json={"params": params}, timeout=30)
        if name == NO_SESSION:
            session = requests.Session()
        headers = {}
        if request.get("authorization"):
            headers["Authorization"] = f"Bearer {'wrong' if name == 'json2 bad key' else self.served.key}"
        if "GET" in request:
            return session.get(self.served.url + request["GET"], headers=headers, timeout=30)
        url = self.served.url + request["path"]
        if "params" in request:
            body = {"jsonrpc": "2.0", "id": 1, "method": "call", "params": self._adapted(request["params"])}
            return session.post(url, json=body, timeout=30)
        return requests.request(request["method"], url, json=request["body"], headers=headers, timeout=30)

    def _adapted(self, value: Any) -> Any:
        if value == "demo":
            return self.served.db
        if isinstance(value, dict):
            return {key: self._adapted(item) for key, item in value.items()}
        return [self._adapted(item) for item in value] if isinstance(value, list) else value

    def _xmlrpc(self, call: dict[str, Any], request: dict[str, Any]) -> list[str]:
        args = self._adapted(ast.literal_eval(request["args"]))
        with xmlrpc.client.ServerProxy(self.served.url + request["path"], allow_none=True) as proxy:
            try:
                got = getattr(proxy, request["method"])(*args)
            except xmlrpc.client.Fault as fault:
                if "fault" not in call:
                    return [f"fault {fault.faultCode!r}: {fault.faultString[:100]}"]
                want = call["fault"]["faultCode"]
                kind = want.partition("\n")[0] if isinstance(want, str) and "\n" in want else want
                same = str(fault.faultCode).startswith(kind) if isinstance(kind, str) else fault.faultCode == kind
                words_differ = isinstance(want, str) and "warning" not in want and "\n" in want
                return [] if same or words_differ else [f"fault {fault.faultCode!r} for {want!r}"]
        return [f"no fault: {got!r}"] if "fault" in call else list(differences(call["response"], got))


def main(argv: list[str]) -> int:
    """Replay, print what differs, and how many calls are the same."""
    calls = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
    verbose = "--verbose" in argv
    same = 0
    config["list_db"] = True  # the recorded server told of its databases
    with served_database("web", low_user=False) as served:
        with environment(served.db) as env:
            env["res.partner.category"].create([{"name": "Cat A", "color": 3}, {"name": "Cat B", "color": 4}])
        replay = Replay(served)
        for name, call in calls.items():
            found = replay.run(name, call)
            same += not found
            if found:
                print(f"{name}: {len(found)} differences")
                for line in found if verbose else found[:3]:
                    print(f"    {line}")
    print(f"{same} of {len(calls)} calls answer in the recorded shape ({100 * same / len(calls):.1f} %)")
    return 0


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp(prefix="trivium-wire-"))
    folder.chmod(0o711)  # the embedded PostgreSQL of root runs as another user, who must get in
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # runs last: after PostgreSQL is stopped
    os.environ.setdefault("TRIVIUM_DATA_DIR", str(folder))
    sys.exit(main(sys.argv[1:]))
