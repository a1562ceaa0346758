"""Reading for the lifecycle pages: a decision's course, receipts, search."""
