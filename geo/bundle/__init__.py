"""The folder a newsroom takes over: map, pictures, tables, alt text, credits, a manifest with hashes."""

from geo.bundle.contents import Input, bundle_files
from geo.bundle.folder import check_bundle, write_bundle

__all__ = ["Input", "bundle_files", "check_bundle", "write_bundle"]
