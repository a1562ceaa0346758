"""What every page shares: guards, the transaction of a request, errors, filters."""
