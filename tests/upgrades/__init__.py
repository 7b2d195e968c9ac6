"""What earlier builds left behind, and that it still works."""
