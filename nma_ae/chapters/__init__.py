"""What each chapter brings: its table of solutions, and a module per exercise."""
