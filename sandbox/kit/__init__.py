"""Block Kit's documented shapes and limits, as rules."""
