"""Units, staff, roles and sign-in. Citizens have no account and never appear here."""
