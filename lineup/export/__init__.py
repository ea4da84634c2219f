"""Handing a prepared study to others: data/images and data/split in a format that they read."""
