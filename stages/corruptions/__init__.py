"""Pictures as they come out of a bad camera, a bad line or a bad light, and what a model makes of them."""
