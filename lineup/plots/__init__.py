"""Pictures that matplotlib draws, for data/, the report and MLflow: plain values in, PNG files out."""
