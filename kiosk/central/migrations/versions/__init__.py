"""One module a version; append only."""
