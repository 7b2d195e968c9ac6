"""Live pictures for players, browsers and the card."""
