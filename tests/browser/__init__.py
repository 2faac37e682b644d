"""What a person sees and does in a real browser; every test here is marked browser and skipped without Chromium."""
