"""What checkpoints/, DVC's cache and MLflow's store hold that nothing names any more, and freeing it."""
