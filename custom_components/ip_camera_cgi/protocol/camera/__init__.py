"""One camera, whatever its dialect: facade, page cache, setting writer, PTZ controller, alarm monitor."""
