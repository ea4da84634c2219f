"""Pictures that matplotlib draws, for data/, the report and MLflow."""
