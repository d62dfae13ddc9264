from .doc import DocController

__all__ = ["DocController"]
