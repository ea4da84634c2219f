"""Who goes where: groups of near-duplicates kept together, classes kept in proportion, and an audit of it."""
