"""Text and links of the register of people."""
