"""Which change buys the most patients, and whom?"""
