"""Documents between agencies: one transmission for each receiver, with what became of it."""
