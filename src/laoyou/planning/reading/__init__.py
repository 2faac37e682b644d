"""Files of streets."""
