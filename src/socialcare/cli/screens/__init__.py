"""What people see, made of rows and cases: tables, the morning's head, one case whole."""
