"""The subcommands of ``kiosk``, one module each: ``add_arguments(parser)`` and ``run(args) -> int``."""
