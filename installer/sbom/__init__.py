"""Every part of the program and its licence: a CycloneDX list, and the notices that travel with it."""
