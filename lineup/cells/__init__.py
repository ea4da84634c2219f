"""Trainings side by side: one (variant, seed) each, here, on a Ray cluster, or on Slurm."""
