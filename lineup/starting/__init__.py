"""`lineup init`: from a folder of pictures to a study, and to a project where there is none."""
