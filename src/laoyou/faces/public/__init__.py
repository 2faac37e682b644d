"""The public face: pages that read only what has been published to them, and no register."""
