"""Labels that look wrong: confident learning on a linear head over frozen features."""
