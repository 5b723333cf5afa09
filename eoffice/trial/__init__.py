"""The trial authority: certificates, timestamps and revocation data for trying the system out.

Nothing here proves anything to anybody outside the instance that made it; every certificate says TRIAL. It is
off unless the setting ``trial`` is on.
"""
