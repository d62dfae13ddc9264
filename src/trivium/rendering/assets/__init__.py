"""Scripts, stylesheets and templates of pages: from the `assets` of manifests to what a browser loads.

The way: `addons` (which are installed, in order) -> `bundles` (which files a bundle holds) -> `modules`, `templates`,
`styles` (what they become) -> `esbuild` and `bundling` (one build of all bundles, kept by its content) -> `pages`.
"""

from trivium.rendering.assets.bundling import NATIVE, Assets, Loading
from trivium.rendering.assets.errors import AssetBuildError, AssetError, LibraryMissingError
from trivium.rendering.assets.libraries import serve_path as library_file
from trivium.rendering.assets.pages import browser_tests, built_file, bundle_nodes, head_tags, native_file

__all__ = [
    "NATIVE",
    "AssetBuildError",
    "AssetError",
    "Assets",
    "LibraryMissingError",
    "Loading",
    "browser_tests",
    "built_file",
    "bundle_nodes",
    "head_tags",
    "library_file",
    "native_file",
]
