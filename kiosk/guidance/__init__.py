"""Rules judge an observation, the coach says one thing at a time, the shutter picks the instant."""
