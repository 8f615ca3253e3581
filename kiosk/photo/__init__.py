"""The finished photo: spec, crop, matte, background, encoding, inspection."""
