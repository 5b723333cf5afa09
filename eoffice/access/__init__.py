"""Who may do what: sign-in, sessions, API tokens."""
