"""One camera of any dialect: facade, page cache, setting writer, PTZ controller, alarm monitor."""
