"""What crosses the house's border: other departments' answers, and other systems' programs."""
