"""Topics, answers and the disclosure within 10 working days."""
