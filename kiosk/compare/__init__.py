"""Portrait comparison on this machine, only with its own consent: is this the right face?"""
