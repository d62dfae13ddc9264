"""What keeps the door: tokens, headers, redirects, rates, credentials."""
