"""The touchscreen interface: PySide6 Widgets over :mod:`kiosk.services`; nothing imports it."""
