"""The Hucoms dialect: cameras of a Korean maker, sold under many names."""
