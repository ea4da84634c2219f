"""Measured comparisons with what a user would do instead."""
