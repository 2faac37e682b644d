"""What can be decided about an indicator without a database and without a pack's files."""
