"""Agencies and their dated codes, units, people, posts and the working calendar."""
