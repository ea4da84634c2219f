"""A trained model over HTTP: pictures in, class names and probabilities out, and a page for people."""
