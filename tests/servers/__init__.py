"""Private servers for tests: on 127.0.0.1 and free ports, in temporary folders, gone when the tests end."""
