"""Cameras: one protocol, several sources, every frame stamped the same way."""
