"""Everything of the photo kiosk that works without a screen; nothing here imports Qt."""

__version__ = "0.1.0"
