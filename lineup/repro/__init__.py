"""`dvc repro` with a face: which stage of how many, how long, what came out; and what is to be done."""
