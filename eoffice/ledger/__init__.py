"""The ledger: what happened, sealed so that nothing can be altered, dropped or slipped in later."""
