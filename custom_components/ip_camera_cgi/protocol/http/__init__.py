"""The HTTP client: requests, responses, transport, priority lock, request log."""
