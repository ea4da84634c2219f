"""Handing a study to others: its images and split, or a trained model, in formats that they read."""
