"""The reference central server (optional extra ``central``)."""
