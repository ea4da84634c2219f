"""Where images come from: one module a source, found by its name in params.yaml.

Each has `fetch(destination, **fields) -> dict[str, Any]`: it writes one zip file of images to `destination`
and returns what the manifest says of them, at least `address` and `licence`.
"""
