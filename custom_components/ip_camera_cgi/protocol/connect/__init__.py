"""Detection: find out which dialect a camera speaks."""
