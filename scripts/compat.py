"""Measures how much of the interface holds, by the contract's own scripts, on a database made for it.

    python scripts/compat.py [--contract FOLDER]

The contract lies beside the checkout (`../shared`), or where `TRIVIUM_CONTRACT` says; without it there is nothing to
measure, and the script says so.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = "base,web,contacts,bus,http_routing,base_setup,resource,uom"
DATABASE = "compat"
PORT = 8979
START_SECONDS = 60
LEAST = {"API names": 98.0, "models": 95.0, "wire": 93.0, "domains": 99.0, "vectors": 100.0}
"""Share of the checks that must pass, in percent."""


def run(command: list[str], **options: object) -> str:
    """Run a command and return what it prints, whatever its exit code."""
    print("$", " ".join(command), flush=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, **options)  # type: ignore[call-overload] # options of subprocess.run
    sys.stdout.write(done.stdout)
    if "passed" not in done.stdout and "answer in" not in done.stdout:
        sys.stderr.write(done.stderr[-4000:])
    return str(done.stdout)


def share(output: str) -> float:
    """Return the share of checks that passed, in percent, by a line `N passed, N failed` or `N of N calls answer`.

    Raises:
        SystemExit: there is no such line.
    """
    calls = re.search(r"^(\d+) of (\d+) calls answer", output, re.MULTILINE)
    if calls:
        return 100 * int(calls[1]) / max(int(calls[2]), 1)
    found = re.findall(r"^(\d+) passed, (\d+) failed", output, re.MULTILINE)
    if not found:
        sys.exit("The check did not end with a count")
    passed, failed = map(int, found[-1])
    return 100 * passed / max(passed + failed, 1)


def wait_for(port: int) -> None:
    """Wait until a server answers.

    Raises:
        SystemExit: it does not.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    sys.exit(f"No server answers on port {port}")


def main() -> None:
    """Run the checks and compare with what is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("TRIVIUM_CONTRACT", ROOT.parent / "shared")
    parser.add_argument("--contract", type=Path, default=Path(default))
    folder = parser.parse_args().contract
    check = folder / "check"
    if not check.is_dir():
        sys.exit(f"There is no contract in {folder}: set TRIVIUM_CONTRACT to a folder with check/ and contract/.")
    python, trivium = sys.executable, str(Path(sys.executable).with_name("trivium"))
    wire = [python, str(ROOT / "scripts" / "wire.py"), str(folder / "contract" / "wire.json")]
    result = {"API names": share(run([python, str(check / "api_coverage.py")]))}
    result["wire"] = share(run(wire, env={**os.environ, "PYTHONPATH": str(ROOT)}))
    with tempfile.TemporaryDirectory(prefix="trivium-compat-") as data:
        Path(data).chmod(0o755)
        environment = {**os.environ, "TRIVIUM_DATA_DIR": os.environ.get("TRIVIUM_DATA_DIR", data)}
        run([trivium, "db", "init", DATABASE, "--force", "-i", ADDONS, "--password", "admin"], env=environment)
        server = subprocess.Popen(
            [trivium, "serve", "-d", DATABASE, "--http-port", str(PORT), "--log-level", "error"],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(PORT)
            where = ["--url", f"http://127.0.0.1:{PORT}", "--db", DATABASE, "--user", "admin", "--password", "admin"]
            models = run([python, str(check / "model_coverage.py"), *where, "--modules", ADDONS])
            result["models"] = share(models)
            result["domains"] = share(run([python, str(check / "domain_vectors.py"), *where]))
        finally:
            server.terminate()
            server.wait(20)
        result["vectors"] = share(run([trivium, "shell", "-d", DATABASE, str(check / "vectors.py")], env=environment))
        run([trivium, "db", "drop", DATABASE], env=environment)
    print()
    for name, percent in result.items():
        print(f"{name:10} {percent:6.1f} %  (at least {LEAST[name]:.0f} %)")
    sys.exit(any(percent < LEAST[name] for name, percent in result.items()))


if __name__ == "__main__":
    main()
