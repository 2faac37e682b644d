"""Files that planning pages hand out."""
