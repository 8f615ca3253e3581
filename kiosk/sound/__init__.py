"""What the booth says aloud: sentences, tones, when to speak, and how it is played."""
