"""Peers for the embedded run and the tests, on 127.0.0.1 only: Stripe, VIES and a mail box."""
