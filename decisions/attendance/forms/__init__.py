"""The forms of attendance: of the public, of the call, of everything at the desk after it."""
