"""From a frame to an observation: models behind protocols, every measure a value or None."""
