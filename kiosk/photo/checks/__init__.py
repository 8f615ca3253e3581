"""The inspection's checks, one subject a module; put together by :mod:`kiosk.photo.inspect`."""
