"""Which images are copies of each other, and the audit of a split by them."""
