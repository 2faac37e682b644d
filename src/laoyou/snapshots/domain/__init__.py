"""What a snapshot is, without a database and without a file."""
