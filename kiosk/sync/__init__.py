"""Delivery to the central server: one worker, one HTTP client, receipts verified."""
