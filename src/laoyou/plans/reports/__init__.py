"""Reports that an office attaches to its reply: the check of a plan document as .docx, PDF and .xlsx."""
