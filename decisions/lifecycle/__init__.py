"""One decision's page and timeline, the front page, search and receipts. Read-only."""
