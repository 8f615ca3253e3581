"""The only SQL of the booth: submissions, sealed files, audit log, retention."""
