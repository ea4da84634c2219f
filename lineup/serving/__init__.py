"""A trained model that answers: `lineup predict`, and over HTTP, with a page for people."""
