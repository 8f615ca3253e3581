"""The virtual sitter: a person drawn by our own code, who does what the kiosk asks."""
