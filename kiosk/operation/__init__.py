"""Keeping a booth running unattended: watching over it, restarting it, saying how it is, updating it."""
