"""A black-box suite of the contract between booths and a central server, for any server that claims it."""
