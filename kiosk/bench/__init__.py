"""Benches: what guidance decides, against what is true."""
