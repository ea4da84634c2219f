"""What MLflow is shown: the only code that imports mlflow. Nothing here changes an output of DVC."""
