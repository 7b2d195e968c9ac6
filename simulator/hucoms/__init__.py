"""The Hucoms dialect: cameras of a Korean manufacturer, sold under many names."""
