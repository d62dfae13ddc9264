"""What can go wrong with assets."""

__all__ = ["AssetBuildError", "AssetError", "LibraryMissingError"]


class AssetError(Exception):
    """A bundle, or a file of it, cannot be made."""


class LibraryMissingError(AssetError):
    """A library of the browser is not installed.

    Args:
        path: path of the file within `node_modules`.
    """

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The browser library file {path!r} is missing. Run `make setup`: it installs them in the folder `web`."
        )


class AssetBuildError(AssetError):
    """esbuild refused the modules that it was given."""
