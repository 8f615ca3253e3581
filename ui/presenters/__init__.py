"""Pure functions from one :class:`ui.view.View` to what a page shows; no Qt."""
