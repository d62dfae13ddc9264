"""The field that holds the others, under the name that addons import."""

from trivium.fields import Serialized

__all__ = ["Serialized"]
