"""The sample: an invented province with its people and documents, and the loader that brings them in."""
