"""The register of duties, reports and notices. Read-only but for reminders."""
