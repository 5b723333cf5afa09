"""An outgoing document on its way: draft, review, sign, number, seal, issue."""
