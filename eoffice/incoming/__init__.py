"""A received document on its way: arrive, register, direct, handle, finish."""
