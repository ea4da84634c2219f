"""What is known of a training: its key, its recipe, what it cost, and its files."""
