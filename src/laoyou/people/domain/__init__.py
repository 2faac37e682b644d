"""What is true of people without any database: words, ages, names, checks."""
