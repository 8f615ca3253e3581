"""One module a page: each shows the model its presenter made and sends what the person wants."""
