"""Many pictures, one photo each: worker processes, a journal to continue from, and the report."""
