"""The subcommands that need a screen, found by ``kiosk`` as entry points."""
