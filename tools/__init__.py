"""What keeps the work tree in order: set-up, checks, translations. Not part of the product."""
