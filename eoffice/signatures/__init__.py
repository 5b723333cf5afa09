"""Certificates, seals, signing sessions, signatures and verification records."""
