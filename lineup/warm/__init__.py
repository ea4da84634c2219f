"""Processes that have large libraries loaded, and fork one for each stage of a `dvc repro`; on Linux."""
