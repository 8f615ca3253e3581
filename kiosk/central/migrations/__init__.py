"""Database migrations of the central server, applied in order at start."""
