"""Values, settings and their codecs, errors, addresses, text, redaction."""
