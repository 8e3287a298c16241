"""For other software: keys by which it comes to us, webhooks by which we go to it."""
