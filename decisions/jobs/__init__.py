"""What runs in the background: the registry of jobs and the worker."""
