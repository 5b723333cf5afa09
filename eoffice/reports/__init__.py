"""Figures: indicators defined as data, counted from the ledger, each open to its documents."""
