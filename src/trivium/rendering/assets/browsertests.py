"""The page that runs the browser tests of addons: the client that they test, and the tests, in a few built files."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from trivium.rendering.assets.bundling import Assets, Loading

if TYPE_CHECKING:
    from trivium.rendering.assets.files import AssetFile

__all__ = ["BrowserTests"]

SETUP = "web.assets_unit_tests_setup"
TESTS = "web.assets_unit_tests"


class BrowserTests(Assets):
    """The bundles of that page: one of the client, and one for each file of tests, which share their modules."""

    @cached_property
    def _tests(self) -> dict[str, AssetFile]:
        """The files of tests, by the bundle that each is."""
        return {f"{TESTS}.{file.url.strip('/').replace('/', '.')}": file for file in self._test_files()}

    def _test_files(self) -> list[AssetFile]:
        return [file for file in self.files(TESTS) if file.url.endswith(".test.js")]

    def files(self, bundle: str) -> list[AssetFile]:
        """Return the files of a bundle, which may be that of a file of tests alone."""
        return [self._tests[bundle]] if bundle.startswith(f"{TESTS}.") else super().files(bundle)

    @cached_property
    def bundles(self) -> list[str]:
        """Names of the bundles that are built: the client's, and those of the files of tests."""
        return [SETUP, *self._tests]

    @cached_property
    def stamps(self) -> list[str]:
        """What tells that a file has changed: helpers of tests are in no bundle of their own."""
        return [*super().stamps, *(f"{TESTS} {file.stamp}" for file in self.files(TESTS))]

    def page(self, *, native: bool) -> tuple[Loading, dict[str, str]]:
        """Return what the page loads first, and where each file of tests is, by the URL that it is written at.

        Args:
            native: whether modules run as they are written.
        """
        loadings, built = ({}, False) if native else self.loadings()
        if not built:
            return self.native(SETUP), {file.url: file.url for file in self._tests.values()}
        # one that imports what is not there was not built: as it is written, the page tells what it lacks
        return loadings[SETUP], {
            file.url: next(iter(loadings[name].modules), file.url) for name, file in self._tests.items()
        }
