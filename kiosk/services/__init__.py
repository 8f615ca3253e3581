"""The composition root: builds the booth, starts its parts in order, and what each of them does."""
