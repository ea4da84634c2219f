"""What predictions, costs and histories say, as numbers: scores, calibration, statistics, the verdict."""
