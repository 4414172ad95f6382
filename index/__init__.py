"""Articles become something that can be searched."""
