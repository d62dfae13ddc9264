"""Methods of models by JSON-2."""

from trivium.http import WebJson2Controller

__all__ = ["WebJson2Controller"]
