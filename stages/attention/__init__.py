"""What part of a picture a model's answer rests on."""
