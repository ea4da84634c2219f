"""Which model of the study goes to work, and whether it may take the place of the one that is there."""
