"""What follows the law on personal information: requests, retention, register, assessments, breaches, looks."""
