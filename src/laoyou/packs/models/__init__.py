"""What a pack may say: a typed model for each kind of file. `docs/pack-format.md` explains the format."""
