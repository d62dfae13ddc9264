"""Fuzzes the interpreter of users' code by what its own branches tell (atheris): `make fuzz SECONDS=60`.

It looks for code that reaches the inside of Python, that fails by another exception than those promised, or that takes
longer or more memory than it may. What it finds is written to a file, whose path it prints; the file goes into the
corpus when the defect is mended.
"""

from __future__ import annotations

import sys
import types
import warnings
from pathlib import Path

import atheris

CORPUS = Path(__file__).with_name("escapes.txt")
INSIDE = (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType, types.MappingProxyType)
STEPS = 20_000

with atheris.instrument_imports(include=["trivium.tools.safe_eval"]):
    from trivium.tools import safe_eval as module

from trivium.exceptions import UserError  # noqa: E402 - after what is instrumented

WORDS = tuple(CORPUS.read_text(encoding="utf-8").splitlines())


def names() -> dict[str, object]:
    """Return what code of server actions finds, as far as it needs no database."""
    wrapped = ("datetime", "dateutil", "json", "pytz", "time")
    return {"x": "text", "values": [1, 2, 3], **{name: getattr(module, name) for name in wrapped}}


def is_inside(value: object) -> bool:
    """Whether a value leads into the interpreter."""
    if isinstance(value, (list, tuple)):
        return any(is_inside(item) for item in value[:20])
    return isinstance(value, INSIDE) or (isinstance(value, type) and value in {object, type})


def source(data: bytes) -> str:
    """Return code made of lines of the corpus, cut and joined as the bytes say, and of text of the fuzzer's own."""
    provider = atheris.FuzzedDataProvider(data)
    if provider.ConsumeBool():
        return provider.ConsumeUnicodeNoSurrogates(200)
    code = WORDS[provider.ConsumeIntInRange(0, len(WORDS) - 1)]
    for _ in range(provider.ConsumeIntInRange(0, 3)):
        other = WORDS[provider.ConsumeIntInRange(0, len(WORDS) - 1)]
        start, end = sorted((provider.ConsumeIntInRange(0, len(code)), provider.ConsumeIntInRange(0, len(code))))
        code = f"{code[:start]}{other}{code[end:]}"[:400]
    return code


def run(data: bytes) -> None:
    """Run one piece of code, and look at what becomes of it."""
    code = source(data)
    for mode in ("eval", "exec"):
        context = names()
        try:
            value = module.safe_eval(code, context, mode=mode)  # type: ignore[arg-type] # one of the two
        except (ValueError, ZeroDivisionError, UserError):
            continue
        if is_inside(value) or any(is_inside(v) for k, v in context.items() if k not in names()):
            raise AssertionError(f"It reaches the inside: {code!r}")


def main() -> None:
    """Fuzz until told to stop; the arguments are libFuzzer's."""
    warnings.simplefilter("ignore")
    module.STEP_LIMIT = STEPS  # type: ignore[misc] # shorter, so that more is tried
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
