"""The pipeline: a file a stage, run by DVC as `python -m stages.NAME`. What they are made of is lineup/."""
